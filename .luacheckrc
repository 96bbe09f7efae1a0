std = "max"
max_line_length = 100
exclude_files = { "build" }

files["spec"] = { std = "max+busted" }
