"""What workbooks and letters are made of: a zip of parts, their relations, and XML changed as bytes."""
