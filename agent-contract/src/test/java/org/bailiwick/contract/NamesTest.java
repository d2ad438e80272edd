package org.bailiwick.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.contract.attestation.TrustClaim;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.credential.AttesterTrustworthinessExtension;
import org.bailiwick.contract.credential.CredentialFormat;
import org.bailiwick.contract.credential.KeyAlgorithm;
import org.bailiwick.contract.credential.OwnerKeyExtension;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.identity.WorkloadKind;
import org.bailiwick.contract.problem.Problem;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;

/**
 * Compares {@code docs/names.md} and {@code docs/problems.md} with the code. The system property
 * {@code names.write} generates the first; people write the second.
 */
class NamesTest {
  private static final Path DOCS = Path.of("..", "docs");

  private static final String PAGE =
      """
      # Names

      Every identifier that more than one party must know, generated from the code. Do not edit: change the code, then run
      `mvn -pl agent-contract test -Dtest=NamesTest -DargLine=-Dnames.write=true`.

      ## Object identifiers

      | OID | names |
      |---|---|
      | `%s` | our arc (decisions/0001-oid-arc.md) |
      | `%s` | certificate extension AgentInformation |
      | `%s` | EAT profile of device evidence |
      | `%s` | certificate policy: agent credential |
      | `%s` | certificate policy: node |
      | `%s` | certificate policy: operator |
      | `%s` | certificate policy: service |
      | `%s` | certificate policy: device |
      | `%s` | certificate extension OwnerKey |
      | `%s` | certificate extension WorkloadInformation |
      | `%s` | certificate extension AttesterTrustworthiness |

      ## SPIFFE ids

      | shape | names |
      |---|---|
      | `spiffe://<trust domain>/agent/<name>` | an agent |
      | `spiffe://<trust domain>/service/<name>` | a service |
      | `spiffe://<trust domain>/device/<name>` | a device |
      | `spiffe://<trust domain>/node/<name>` | a node: `authority`, `domain` |
      | `spiffe://<trust domain>/operator/<role>/<name>` | an operator; role `officer` or `auditor` |

      `<name>` is 1 to 63 of `a-z 0-9 . _ -` and begins with a letter or digit.

      ## Problem types

      Media type `%s`; the type URI is `urn:bailiwick:problem:` and the slug; problems.md says cause and
      remedy.

      | slug | status | title |
      |---|---|---|
      %s

      ## Tokens

      | where | values |
      |---|---|
      | kind of workload | %s |
      | validation method | %s |
      | credential format | %s |
      | principal kind | %s |
      | revocation reason (CRLReason code) | %s |
      | accepted key | %s |
      | claim of a trustworthiness vector | %s |
      """;

  private static String names() {
    return PAGE.formatted(
        AgentInformationExtension.ARC,
        AgentInformationExtension.OID,
        AgentInformationExtension.EAT_PROFILE,
        AgentInformationExtension.POLICY_AGENT,
        AgentInformationExtension.POLICY_NODE,
        AgentInformationExtension.POLICY_OPERATOR,
        AgentInformationExtension.POLICY_SERVICE,
        AgentInformationExtension.POLICY_DEVICE,
        OwnerKeyExtension.OID,
        AgentInformationExtension.WORKLOAD_OID,
        AttesterTrustworthinessExtension.OID,
        Problem.MEDIA_TYPE,
        problemRows(),
        row(Arrays.stream(WorkloadKind.values()).map(WorkloadKind::text)),
        row(Arrays.stream(ValidationMethod.values()).map(ValidationMethod::text)),
        row(Arrays.stream(CredentialFormat.values()).map(CredentialFormat::text)),
        row(Arrays.stream(Principal.Kind.values()).map(Principal.Kind::text)),
        row(Arrays.stream(RevocationReason.values()).map(r -> r.text() + " (" + r.code() + ")")),
        row(Arrays.stream(KeyAlgorithm.values()).map(k -> k.name().toLowerCase(Locale.ROOT))),
        row(TrustClaim.texts().stream()));
  }

  private static String problemRows() {
    return Arrays.stream(ProblemType.values())
        .map(type -> "| `%s` | %d | %s |".formatted(type.slug(), type.status(), type.title()))
        .collect(Collectors.joining("\n"));
  }

  private static String row(Stream<String> tokens) {
    return tokens.map(token -> "`" + token + "`").collect(Collectors.joining(", "));
  }

  @Test
  void theNamesPageIsWhatTheCodeSays() throws IOException {
    Path page = DOCS.resolve("names.md");
    if (Boolean.getBoolean("names.write")) {
      Files.writeString(page, names());
    }
    assertThat(Files.readString(page)).isEqualTo(names());
  }

  @Test
  void theProblemsPageExplainsEveryType() throws IOException {
    String page = Files.readString(DOCS.resolve("problems.md"));
    for (ProblemType type : ProblemType.values()) {
      String heading = "\n## " + type.slug() + "\n";
      assertThat(page).contains(heading);
      String rest = page.substring(page.indexOf(heading) + heading.length());
      String section = rest.contains("\n## ") ? rest.substring(0, rest.indexOf("\n## ")) : rest;
      assertThat(section)
          .as(type.slug())
          .contains("%d, \"%s\"".formatted(type.status(), type.title()))
          .contains("**Cause.**")
          .contains("**What to do.**");
    }
    assertThat(page.lines().filter(line -> line.startsWith("## ")))
        .hasSize(ProblemType.values().length);
  }

  @Test
  void everyTypeIsFoundByItsUri() {
    for (ProblemType type : ProblemType.values()) {
      assertThat(ProblemType.find(type.uri().toString())).contains(type);
      assertThat(type.slug()).isEqualTo(type.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    assertThat(ProblemType.find("about:blank")).isEmpty();
  }
}
