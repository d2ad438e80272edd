package org.bailiwick.command.operator;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import picocli.CommandLine.Command;

/** {@code ca proposals}: revocations that wait for a second officer. */
@Command(
    name = "proposals",
    mixinStandardHelpOptions = true,
    subcommands = {
      ProposalsCommand.Listing.class,
      ProposalsCommand.Approve.class,
      ProposalsCommand.Reject.class
    },
    description = "Revocations by trigger that wait for a second officer.")
final class ProposalsCommand {
  private static final String PATH = "/v1/revocation-proposals";

  /** {@code ca proposals list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists those of the last three days, the oldest first.")
  static final class Listing extends OfficerCommand {
    @Override
    JsonObject ask() {
      return authority().get(PATH);
    }
  }

  /** {@code ca proposals approve}. */
  @Command(
      name = "approve",
      mixinStandardHelpOptions = true,
      description = "Has it executed now; not for the officer who proposed it (see --as).")
  static final class Approve extends ListedItemCommand {
    @Override
    JsonObject ask() {
      return authority("officer-2").post(of(PATH) + "/approval", JsonValue.EMPTY_JSON_OBJECT);
    }
  }

  /** {@code ca proposals reject}. */
  @Command(
      name = "reject",
      mixinStandardHelpOptions = true,
      description = "Has it not executed; the officer who proposed it may, too.")
  static final class Reject extends ListedItemCommand {
    @Override
    JsonObject ask() {
      return authority().delete(of(PATH));
    }
  }
}
