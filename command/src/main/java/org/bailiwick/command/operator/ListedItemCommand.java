package org.bailiwick.command.operator;

import java.util.UUID;
import picocli.CommandLine.Parameters;

/** A command for one of the items that {@code list} shows. */
abstract class ListedItemCommand extends OfficerCommand {
  @Parameters(paramLabel = "ID", description = "As list shows it.")
  private UUID id;

  /** Its path below that of the list. */
  final String of(String list) {
    return list + "/" + id;
  }
}
