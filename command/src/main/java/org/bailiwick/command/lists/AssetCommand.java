package org.bailiwick.command.lists;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bailiwick.command.home.Component;
import org.bailiwick.node.catalogue.CapabilityType;
import org.bailiwick.node.catalogue.ReviewedCatalogue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code asset}: the catalogue of capability types. */
@Command(
    name = "asset",
    description = "Catalogue of what agents, tools, APIs and databases do: check, list.",
    synopsisSubcommandLabel = "(check | list)")
public final class AssetCommand {
  private static final int FAULTS = 1;

  @Spec private CommandSpec spec;

  @Command(
      description = {
        "Checks the files of a folder as a node would, and publishes nothing.",
        "Ends with 1 if a file has a fault."
      })
  int check(
      @Parameters(paramLabel = "FOLDER", description = "Folder of a catalogue, with its types.")
          Path folder)
      throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(folder + " is no folder");
    }
    ReviewedCatalogue catalogue = ReviewedCatalogue.read(folder);
    PrintWriter out = spec.commandLine().getOut();
    for (CapabilityType each : catalogue.all()) {
      out.println(
          String.join(
              "  ",
              each.capability().text(),
              "known",
              each.kind().text(),
              each.review().risk().text(),
              each.input() + " -> " + each.output(),
              each.review().owner()));
    }
    for (Map.Entry<String, String> each : catalogue.faults().entrySet()) {
      out.println(each.getKey() + "  faulty  " + each.getValue());
    }
    return catalogue.faults().isEmpty() ? 0 : FAULTS;
  }

  @Command(description = "Lists the catalogue as the node knows it now, by name.")
  int list(
      @Mixin ListOptions options,
      @Option(
              names = "--state",
              paramLabel = "STATE",
              description = "Only known entries, or only faulty files.")
          String state,
      @Option(
              names = "--kind",
              paramLabel = "KIND",
              description = "Only agents, tools, APIs (api) or databases.")
          String kind,
      @Option(names = "--owner", paramLabel = "NAME", description = "Only entries of this owner.")
          String owner) {
    return new ListOutput(spec, options)
        .print(
            new ListedPages(options.connect(Component.MASTER), "catalogue")
                .with("state", state)
                .with("kind", kind)
                .with("owner", owner),
            "capability",
            "state",
            "kind",
            "owner",
            "risk",
            "input",
            "output",
            "reason");
  }
}
