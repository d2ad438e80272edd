package org.bailiwick.system.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.stream.Stream;
import org.bailiwick.system.Call;
import org.bailiwick.system.NodeProgram;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies are reviewed against running nodes, and Cedar's own build is asked the same. */
class PolicyReviewIT {
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  @TempDir private Path place;
  private Path folder;

  @BeforeEach
  void copy() throws IOException {
    folder = Files.createDirectories(place.resolve("policies"));
    try (Stream<Path> files =
        Files.list(
            Path.of(System.getProperty("bailiwick.root"), "policy-engine/src/main/policies"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private void append(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), Files.readString(folder.resolve(file)) + text);
    policy(0, "manifest");
  }

  private String policy(int exit, String verb, String... more) {
    return OperatorCommand.run(
        nodes,
        exit,
        Stream.concat(Stream.of("policy", verb, folder.toString()), Stream.of(more))
            .toArray(String[]::new));
  }

  /** Cedar's WebAssembly build reads the policies by itself. */
  @Test
  void anotherBuildOfCedarDecidesTheGeneratedWorldAlike() throws IOException {
    append(
        "issue-join-token.cedar",
        """
        @id("overflows") @reason("overflows")
        forbid (principal, action == Bailiwick::Action::"issue-join-token", resource)
        when { context.lifetime * 9007199254740991 == 7 };
        """);
    Path questions = place.resolve("world.jsonl");
    Files.writeString(questions, policy(0, "world", "--questions", "150", "--faulty"));
    Tool other =
        new NodeProgram("cedar", "other-opinion.mjs").run(folder.toString(), questions.toString());
    assertThat(other.output())
        .contains("\"differ\":0", "permit decided", "deny decided")
        .contains("deny outside-schema", "deny failed");
    assertThat(other.exit()).as(other.output()).isZero();
    assertThat(Files.readAllLines(questions)).hasSizeGreaterThan(5000);
  }

  @Test
  void aShadowRunFindsWhatANewPolicyWouldHaveDenied() throws IOException {
    String request = "it-" + UUID.randomUUID();
    wire.send(
            Call.get(nodes.master("/v1/audit"))
                .as(nodes.operator("auditor-1"))
                .header("X-Request-ID", request))
        .expecting(200);
    Path rows = place.resolve("rows.jsonl");
    Files.writeString(rows, OperatorCommand.run(nodes, 0, "audit", "read", "--request", request));
    assertThat(policy(0, "shadow", "--from-file", rows.toString()))
        .contains("1 recorded decisions", "0 of them change, and 0 could not be decided again");

    append(
        "read-audit.cedar",
        """
        @id("closed") @reason("audit-closed")
        forbid (principal, action == Bailiwick::Action::"read-audit", resource);
        """);
    assertThat(policy(3, "shadow", "--component", "master"))
        .contains("read-audit: permit becomes denial", "after:  deny audit-closed");
    assertThat(policy(0, "explain", "--audit", request))
        .contains("deny: audit-closed")
        .contains("applies, but a forbid overrides it: permit read-audit-by-auditor")
        .contains("decided: forbid closed");

    assertThat(policy(3, "shadow", "--from-file", rows.toString()))
        .contains("1 recorded decisions", "1 of them change, and 0 could not be decided again");
    assertThat(policy(1, "explain", "--audit", "it-none"))
        .contains("no node has recorded a decision");
  }
}
