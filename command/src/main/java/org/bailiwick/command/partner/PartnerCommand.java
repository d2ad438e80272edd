package org.bailiwick.command.partner;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import org.bailiwick.command.home.OperatorJson;
import org.bailiwick.contract.identity.TrustDomain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code partner}: changes the partner domains of a home, whose nodes follow in two seconds. */
@Command(
    name = "partner",
    description = "Partner domains in the files of a home: add, check, list, remove, show.",
    synopsisSubcommandLabel = "(add | check | list | remove | show)")
public final class PartnerCommand {
  @Spec private CommandSpec spec;

  @Option(
      names = "--home",
      defaultValue = "${env:BAILIWICK_HOME}",
      description = "Home of the nodes (BAILIWICK_HOME).")
  private Path home;

  @Command(description = "Checks a folder as a node would, beside the partners that are there.")
  int check(
      @Parameters(paramLabel = "FOLDER", description = "Named after the trust domain.") Path folder)
      throws IOException {
    try (StagedPartner staged = StagedPartner.of(folders(), folder)) {
      return OperatorJson.print(spec, PartnerView.of(staged.partner()));
    }
  }

  @Command(description = "Checks a folder and publishes it, if there is no fault.")
  int add(
      @Parameters(paramLabel = "FOLDER", description = "Named after the trust domain.") Path folder,
      @Option(
              names = "--replace",
              description = "Replaces the partner of that name: keys, anchors, rights.")
          boolean replace)
      throws IOException {
    PartnerFolders folders = folders();
    try (StagedPartner staged = StagedPartner.of(folders, folder)) {
      String name = staged.partner().domain().name();
      if (folders.isThere(name) != replace) {
        throw new IllegalStateException(
            replace
                ? name + " is no partner; add it without --replace"
                : name + " is a partner; give --replace to replace its files");
      }
      if (replace) {
        folders.replace(name, staged.folder());
      } else {
        folders.publish(name, staged.folder());
      }
      out().println((replace ? "replaced " : "added ") + name);
    }
    return 0;
  }

  @Command(description = "Removes a partner. Its tokens are refused and its jobs end.")
  int remove(
      @Parameters(paramLabel = "NAME", description = "The partner's trust domain.") String name)
      throws IOException {
    folders().remove(TrustDomain.parse(name).name());
    out().println("removed " + name);
    return 0;
  }

  @Command(description = "Lists the partners by name, and why a faulty one is unknown.")
  int list() throws IOException {
    for (Map.Entry<String, String> each : folders().states().entrySet()) {
      out().println(each.getKey() + "  " + each.getValue());
    }
    return 0;
  }

  @Command(description = "Shows what a partner and its agents may do, as a node reads it.")
  int show(
      @Parameters(paramLabel = "NAME", description = "The partner's trust domain.") String name)
      throws IOException {
    return OperatorJson.print(
        spec, PartnerView.of(folders().require(TrustDomain.parse(name).name())));
  }

  private PartnerFolders folders() {
    if (home == null) {
      throw new IllegalArgumentException("Set BAILIWICK_HOME or give --home");
    }
    return PartnerFolders.of(home);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
