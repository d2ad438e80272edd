package org.bailiwick.command.bundle;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code policy status}: which node runs which policies, and which bundles there are. */
@Command(
    name = "status",
    description = {
      "Shows by which policies each node decides, and the bundles of each component.",
      "Ends with 1 if a component does not answer."
    })
final class StatusCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int SHORT = 12;

  /** A reason may quote a file; nothing of it steers the terminal. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]");

  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    boolean all = true;
    for (Component component : Component.values()) {
      try {
        print(operator.connect("officer-1", component).get("/v1/policy-bundles"), out);
      } catch (RuntimeException unanswered) {
        out.println(component.text() + ": " + unanswered.getMessage());
        all = false;
      }
    }
    return all ? 0 : FAILED;
  }

  private static void print(JsonObject answer, PrintWriter out) {
    String component = text(answer, "component");
    for (JsonObject node : answer.getJsonArray("nodes").getValuesAs(JsonObject.class)) {
      out.println(
          "%s: node %s decides by %s-%s (%s) since %s%s"
              .formatted(
                  component,
                  text(node, "node"),
                  node.get("number"),
                  shortened(text(node, "digest")),
                  node.getBoolean("signed", false) ? "signed bundle" : "folder",
                  text(node, "since"),
                  node.containsKey("refused") ? ", refuses: " + text(node, "refused") : ""));
    }
    for (JsonObject bundle : answer.getJsonArray("policy_bundles").getValuesAs(JsonObject.class)) {
      out.println(
          "%s: bundle %s-%s is %s, %s, signed by %s"
              .formatted(
                  component,
                  bundle.get("number"),
                  shortened(text(bundle, "digest")),
                  text(bundle, "state"),
                  VerifyCommand.effective(text(bundle, "effective_at")),
                  bundle.getJsonArray("signers").getValuesAs(JsonString.class).stream()
                      .map(JsonString::getString)
                      .map(StatusCommand::printable)
                      .toList()));
    }
  }

  private static String shortened(String digest) {
    return digest.substring(0, Math.min(SHORT, digest.length()));
  }

  private static String text(JsonObject object, String member) {
    return printable(object.getString(member, "-"));
  }

  private static String printable(String text) {
    return UNPRINTABLE.matcher(text).replaceAll("?");
  }
}
