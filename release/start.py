"""The entry point of the bundle: luma_mcp lies in the folder of this file."""

from luma_mcp.cli import main

if __name__ == "__main__":
    main()
