package org.bailiwick.command.broker;

import picocli.CommandLine.Command;

/** {@code broker import}: drafts of asset files, which a person completes and reviews. */
@Command(
    name = "import",
    subcommands = {ImportOpenApiCommand.class, ImportMcpCommand.class},
    description = "Prints the draft of an asset file, to be reviewed (docs/backends.md).")
final class ImportCommand {}
