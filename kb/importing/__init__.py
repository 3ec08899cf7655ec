"""Articles from elsewhere: one reader a format, then one pipeline: names, links, pictures, front matter, writing."""
