package org.bailiwick.command.operator;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import picocli.CommandLine.Command;

/** {@code ca enrolments}: enrolments that officers have to approve. */
@Command(
    name = "enrolments",
    mixinStandardHelpOptions = true,
    subcommands = {
      EnrolmentsCommand.Listing.class,
      EnrolmentsCommand.Approve.class,
      EnrolmentsCommand.Reject.class
    },
    description = "Enrolments whose profile asks for officers to approve them.")
final class EnrolmentsCommand {
  private static final String PATH = "/v1/waiting-enrolments";

  /** {@code ca enrolments list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists those that have not ended, the oldest first.")
  static final class Listing extends OfficerCommand {
    @Override
    JsonObject ask() {
      return authority().get(PATH);
    }
  }

  /** {@code ca enrolments approve}. */
  @Command(
      name = "approve",
      mixinStandardHelpOptions = true,
      description = "Agrees; the second officer must be another one (see --as).")
  static final class Approve extends ListedItemCommand {
    @Override
    JsonObject ask() {
      return authority().post(of(PATH) + "/approval", JsonValue.EMPTY_JSON_OBJECT);
    }
  }

  /** {@code ca enrolments reject}. */
  @Command(
      name = "reject",
      mixinStandardHelpOptions = true,
      description = "Ends it without a credential.")
  static final class Reject extends ListedItemCommand {
    @Override
    JsonObject ask() {
      return authority().delete(of(PATH));
    }
  }
}
