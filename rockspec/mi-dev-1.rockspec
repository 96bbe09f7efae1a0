package = "mi"
version = "dev-1"

source = {
  url = "git+file://.",
}

description = {
  summary = "A CIM client for Lua",
  detailed = "Walks the objects of CIM servers and of the machine it runs on: processes, disks, "
    .. "file systems, network ports, and the associations between them.",
  license = "MIT",
}

dependencies = {
  "lua >= 5.1",
}

supported_platforms = { "linux" }

-- The Makefile compiles the classes of this machine in; ABI names the folder that is built in.
build = {
  type = "make",
  build_target = "build",
  build_variables = {
    ABI = "rock",
    CC = "$(CC)",
    LUA_CFLAGS = "-I$(LUA_INCDIR)",
  },
  install_variables = {
    ABI = "rock",
    CC = "$(CC)",
    LUA_CFLAGS = "-I$(LUA_INCDIR)",
    LIBDIR = "$(LIBDIR)",
    LUADIR = "$(LUADIR)",
  },
}
