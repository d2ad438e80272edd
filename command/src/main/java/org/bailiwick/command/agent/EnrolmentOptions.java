package org.bailiwick.command.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.enrolment.Applicant;
import org.bailiwick.client.enrolment.AuthorityClient;
import org.bailiwick.client.enrolment.CredentialRenewal;
import org.bailiwick.client.enrolment.EnrolmentOrder;
import org.bailiwick.client.enrolment.NextKey;
import org.bailiwick.client.key.AgentKey;
import org.bailiwick.client.key.OwnerFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Everything that an enrolment needs, and with it each renewal: {@code enrol} keeps what it was
 * given in the agent's folder, one option a line, names of files and no secrets.
 */
@Command(name = "enrolment.options")
final class EnrolmentOptions {
  static final String FILE = "enrolment.options";

  @Mixin private DomainOptions domain;
  @Mixin private OrderOptions order;
  @Mixin private AnchorOptions anchors;
  @Mixin private KeyOptions keys;

  AuthorityClient connect() {
    return new AuthorityClient(domain.authority(), domain.trusted());
  }

  DomainOptions domain() {
    return domain;
  }

  Applicant applicant() {
    return anchors.read();
  }

  EnrolmentOrder order() {
    return order.read(anchors.hasDevice());
  }

  /**
   * A new key where this agent's are kept: in the TPM that is to speak for it, a token or a file.
   */
  AgentKey makeKey() {
    return anchors.hasTpm() ? anchors.makeKeyInTpm() : keys.make();
  }

  /** How the credential of this folder is renewed. */
  CredentialRenewal renewal(AuthorityClient authority, CredentialFolder folder, boolean keepKey) {
    boolean kept = keepKey || anchors.keepsKey() || keys.isExisting();
    NextKey key = kept ? NextKey.kept() : NextKey.made(this::makeKey);
    return new CredentialRenewal(
        authority,
        folder,
        new CredentialRenewal.Renewed(this::applicant, this::order, key, anchors.succession()));
  }

  /** What {@code enrol} kept in this folder. */
  static EnrolmentOptions of(CredentialFolder folder) {
    Path file = folder.path().resolve(FILE);
    EnrolmentOptions options = new EnrolmentOptions();
    String[] lines =
        TextFiles.read(file).lines().filter(line -> line.startsWith("-")).toArray(String[]::new);
    new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(lines);
    return options;
  }

  /** Keeps what was given on the command line; addresses and paths as they count elsewhere too. */
  void keep(CredentialFolder folder, ParseResult given) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# How this agent is enrolled and renewed: options of agent enrol, one a line.");
    for (OptionSpec option : given.matchedOptions()) {
      if (!option.longestName().equals("--folder") && !option.longestName().equals("--replaces")) {
        lines.addAll(lines(option));
      }
    }
    if (!given.hasMatchedOption("--home")) {
      domain.home().ifPresent(home -> lines.add("--home=" + home.toAbsolutePath()));
    }
    Files.createDirectories(folder.path());
    OwnerFile.secret(folder.path().resolve(FILE), String.join("\n", lines) + "\n");
  }

  private static List<String> lines(OptionSpec option) {
    if (option.arity().max() == 0) {
      return List.of(option.longestName());
    }
    boolean file = option.type() == Path.class;
    return option.originalStringValues().stream()
        .map(value -> file ? Path.of(value).toAbsolutePath().toString() : value)
        .map(value -> option.longestName() + "=" + value)
        .toList();
  }
}
