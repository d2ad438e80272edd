package org.bailiwick.command.bundle;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorOptions;
import org.bailiwick.policy.bundle.BundleDraft;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code policy activate}: gives a bundle to each component that it names. */
@Command(
    name = "activate",
    description = {
      "Gives a signed bundle to authority, registry and Master Agent, as far as it names them.",
      "Says for each what happened. A repetition is safe: who has the bundle says so.",
      "Ends with 1 if one of them refused it or could not be reached."
    })
final class ActivateCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final String PATH = "/v1/policy-bundles";

  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions officer;

  @Parameters(paramLabel = "BUNDLE", description = "File of a bundle.")
  private Path bundle;

  @Option(
      names = "--component",
      paramLabel = "NAME",
      split = ",",
      description = "Only these: authority, registry, master.")
  private Set<String> only = Set.of();

  @Override
  public Integer call() throws IOException {
    byte[] octets = Files.readAllBytes(bundle);
    Set<String> named = BundleDraft.read(octets).terms().components();
    List<Component> components =
        List.of(Component.values()).stream()
            .filter(each -> named.contains(each.text()))
            .filter(each -> only.isEmpty() || only.contains(each.text()))
            .toList();
    if (components.isEmpty()) {
      throw new IllegalArgumentException("The bundle names none of these components");
    }
    PrintWriter out = spec.commandLine().getOut();
    long failed = components.stream().filter(each -> !isGiven(each, octets, out)).count();
    if (failed == components.size()) {
      out.println("No component has taken the bundle.");
    } else if (failed > 0) {
      out.println(
          "%d of %d components have no new policies; the others have. Give the command again."
              .formatted(failed, components.size()));
    }
    return failed == 0 ? 0 : FAILED;
  }

  /** Each component is told, whatever another one says. */
  private boolean isGiven(Component component, byte[] octets, PrintWriter out) {
    try {
      JsonObject answer =
          officer.connect("officer-1", component).post(PATH, "application/jose+json", octets);
      out.println(
          "%s: bundle %s is %s, %s"
              .formatted(
                  component.text(),
                  answer.get("number"),
                  answer.getString("state", "unknown"),
                  VerifyCommand.effective(answer.getString("effective_at", "an unknown time"))));
      return true;
    } catch (RuntimeException refused) {
      out.println(component.text() + ": " + refused.getMessage());
      return false;
    }
  }
}
