package org.bailiwick.command.ceremony;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.bailiwick.aca.ceremony.KeyCeremony;
import org.bailiwick.aca.ceremony.RootCrlCeremony;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.PlannedKey;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.PlannedToken;
import org.bailiwick.aca.ceremony.plan.RootCrlPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ca ceremony}: holds a key ceremony, or signs the next CRL of a root. */
@Command(
    name = "ceremony",
    description = {
      "Holds a key ceremony: makes the keys of the file inside their tokens and the certificates"
          + " that must exist before the ledger does; or signs the next CRL of a root.",
      "Asks no questions and never changes existing keys. The environment variables of the HSM"
          + " (SoftHSM2: SOFTHSM2_CONF) must be set."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:held",
      "1:not held; the message says why",
      "3:the request for the organisation's root is written; run again with its answer"
    })
public final class CeremonyCommand implements Callable<Integer> {

  private static final int AWAITS_ANSWER = 3;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The ceremony file, the only input.")
  private Path file;

  @Option(
      names = "--clear",
      description = "Delete only the keys that an interrupted ceremony of this file made.")
  private boolean clear;

  @Override
  public Integer call() {
    if (RootCrlPlan.isIn(file)) {
      return signCrl();
    }
    CeremonyPlan plan = CeremonyPlan.parse(file, System.getenv());
    KeyCeremony ceremony = new KeyCeremony(plan, Clock.systemUTC(), new SecureRandom());
    if (clear) {
      say(plan, ceremony.clear());
      return 0;
    }
    new PublishedUrls(plan).show(spec.commandLine().getOut(), spec.commandLine().getErr());
    return switch (ceremony.hold()) {
      case KeyCeremony.Outcome.Held held -> {
        say("Ceremony held; its record is " + held.record());
        yield 0;
      }
      case KeyCeremony.Outcome.AwaitsAnswer waiting -> {
        say("Have your root sign " + waiting.request());
        say("then put its answer into " + waiting.answer() + " and run this again.");
        yield AWAITS_ANSWER;
      }
      case KeyCeremony.Outcome.Interrupted halt -> {
        say(
            "An earlier ceremony was interrupted before its record; none of its keys is in service.");
        say("Keys in the tokens: " + String.join(", ", halt.made()));
        say("Missing keys: " + String.join(", ", halt.missing()));
        say("Delete what it made and hold the ceremony again:");
        say("  hsm-config/ceremony/run.sh --clear " + file);
        yield 1;
      }
    };
  }

  /** Signs the next CRL of a root. This makes no key, so there is nothing to clear. */
  private int signCrl() {
    if (clear) {
      say("This ceremony makes no key: there is nothing to clear.");
      return 1;
    }
    RootCrlPlan plan = RootCrlPlan.parse(file, System.getenv());
    RootCrlCeremony.Held held = new RootCrlCeremony(plan, Clock.systemUTC()).hold();
    say("Ceremony held; its record is " + held.record());
    say("The CRL has number " + held.number() + " and ends at " + held.nextUpdate());
    return 0;
  }

  private void say(CeremonyPlan plan, KeyCeremony.Cleared cleared) {
    say("Deleted: " + String.join(", ", cleared.deleted()));
    for (PlannedKey key : cleared.unseen()) {
      deleteUncertified(plan, key);
    }
    say("The ceremony can be held again.");
  }

  /** Deletes the key that the interrupted run was making, if the token has it. */
  private void deleteUncertified(CeremonyPlan plan, PlannedKey key) {
    PlannedToken token =
        plan.tokens().stream()
            .filter(each -> each.name().equals(key.token()))
            .findFirst()
            .orElseThrow();
    String name = token.name() + "/" + key.label();
    try {
      say(
          new UncertifiedKey(token, key.label()).delete()
              ? "Deleted, it had no certificate yet: " + name
              : "Not made yet: " + name);
    } catch (IOException notDone) {
      say(
          name
              + " may be in the token without a certificate, so that Java does not see it: "
              + notDone.getMessage());
      say("Open that token with its vendor's tool, and delete the private key of this label.");
    }
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
  }
}
