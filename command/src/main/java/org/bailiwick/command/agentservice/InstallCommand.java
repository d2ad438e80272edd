package org.bailiwick.command.agentservice;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.tpm.TpmKey;
import org.bailiwick.proxy.listing.WantedListing;
import org.bailiwick.proxy.rules.ProxyRules;
import org.bailiwick.proxy.rules.SecretPlace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code agent service install}: writes the unit for what is in an agent's folder. */
@Command(
    name = "install",
    description = {
      "Writes the systemd unit of an agent: with --rules its proxy, else the renewal of its"
          + " credential.",
      "Starts nothing; it prints what to type. A unit that was changed by hand is not replaced."
    })
final class InstallCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private UnitOptions options;

  @Option(
      names = "--user",
      paramLabel = "ACCOUNT",
      description = "The account to run under, not root (default: the owner of the folder).")
  private String account;

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "Run the agent's proxy with these rules (docs/agent-proxy.md).")
  private Path rules;

  @Option(names = "--group", description = "As for agent proxy.")
  private String group;

  @Option(names = "--registry", paramLabel = "URL", description = "As for agent proxy.")
  private URI registry;

  @Option(
      names = "--program",
      paramLabel = "FILE",
      defaultValue = "${env:BAILIWICK_FILE:-/usr/bin/bailiwick}",
      description = "The command bailiwick of an installed tree (default: this one).")
  private Path program;

  @Option(names = "--print", description = "Print the unit, and write nothing.")
  private boolean print;

  @Override
  public Integer call() throws IOException, InterruptedException {
    UnitFile file = options.file();
    String lines = unit().lines();
    if (print) {
      spec.commandLine().getOut().print(file.text(lines));
      spec.commandLine().getOut().flush();
      return 0;
    }
    Optional<String> findings = UnitCheck.findings(file.name(), file.text(lines));
    if (findings.filter(text -> !text.isEmpty()).isPresent()) {
      throw new IllegalArgumentException("systemd would not take the unit:" + findings.get());
    }
    if (findings.isEmpty()) {
      say("systemd-analyze is not installed, so the unit was not checked");
    }
    say((file.write(lines) ? "wrote " : "unchanged: ") + file.path());
    say("next: systemctl daemon-reload && systemctl enable --now " + file.name());
    return 0;
  }

  private void say(String text) {
    spec.commandLine().getOut().println(text);
    spec.commandLine().getOut().flush();
  }

  private AgentUnit unit() throws IOException {
    CredentialFolder credential = options.credential();
    EnrolledFolder enrolled = EnrolledFolder.at(credential.path());
    Optional<ProxyRules> read = Optional.ofNullable(rules).map(ProxyRules::read);
    boolean tpm = Files.exists(Path.of(credential.generationInUse(), TpmKey.FILE));
    return new AgentUnit(
        options.name(),
        account(credential.path()),
        command(credential.path()),
        UnitPath.of("--folder", credential.path()),
        new AgentUnit.Needs(
            tpm,
            enrolled.bootLogOfKernel(),
            read.map(InstallCommand::sealed).orElse(Set.of()),
            read.isPresent(),
            read.filter(InstallCommand::usesKeyring).isPresent()));
  }

  private String account(Path folder) throws IOException {
    String owner = Files.getOwner(folder).getName();
    String chosen = Optional.ofNullable(account).orElse(owner);
    if (chosen.equals("root")) {
      throw new IllegalArgumentException(
          "An agent does not run as root: give " + folder + " to an account of its own (chown)");
    }
    if (!chosen.equals(owner)) {
      throw new IllegalArgumentException(
          folder + " belongs to " + owner + ", so " + chosen + " could not renew what is in it");
    }
    return UnitPath.word("--user", chosen);
  }

  private List<String> command(Path folder) {
    List<String> words = new ArrayList<>(List.of(UnitPath.of("--program", program), "agent"));
    String path = UnitPath.of("--folder", folder);
    if (rules == null) {
      if (registry != null) {
        throw new IllegalArgumentException(
            "--registry is for the proxy, which needs --rules; a renewal registers nothing");
      }
      words.addAll(List.of("renew", "--folder", path, "--watch"));
      return words;
    }
    words.addAll(List.of("proxy", "--folder", path, "--rules", UnitPath.of("--rules", rules)));
    words.addAll(List.of("--socket", "/run/bailiwick-agent-" + options.name() + "/proxy/socket"));
    if (group != null) {
      words.addAll(List.of("--group", UnitPath.word("--group", group)));
    }
    if (registry != null) {
      URI wanted = new WantedListing(registry, Optional.empty()).registry();
      words.addAll(List.of("--registry", UnitPath.word("--registry", wanted.toString())));
    }
    return words;
  }

  private static Set<String> sealed(ProxyRules rules) {
    return rules.secrets().values().stream()
        .filter(SecretPlace.SystemdCredential.class::isInstance)
        .map(place -> ((SecretPlace.SystemdCredential) place).name())
        .collect(Collectors.toSet());
  }

  private static boolean usesKeyring(ProxyRules rules) {
    return rules.secrets().values().stream().anyMatch(SecretPlace.KernelKey.class::isInstance);
  }
}
