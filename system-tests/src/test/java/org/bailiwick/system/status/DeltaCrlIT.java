package org.bailiwick.system.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Partial and delta CRLs of a running authority, by curl, openssl and zlint (R14; threat 26). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeltaCrlIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private static Path folder;
  private Nodes nodes;

  /** Nothing says that there are to be deltas: a profile of thirty days does. */
  @BeforeAll
  void start() {
    nodes = Nodes.authorityAlone("nodes-deltas", DeltaCrlIT::haveShardsAndDeltas);
  }

  private static void haveShardsAndDeltas(Path home) throws IOException {
    Files.writeString(
        home.resolve("authority/bailiwick.properties"),
        "aca.crl-shards=2\n",
        StandardOpenOption.APPEND);
    Path profile = home.resolve("authority/profiles/agent-default.json");
    Files.writeString(
        profile,
        Nodes.read(profile)
            .replace("\"PT24H\"", "\"P30D\"")
            .replace("\"crl_shard\": 0", "\"crl_shard\": 2"));
  }

  @AfterAll
  void stop() {
    nodes.stop();
  }

  @Test
  void whoKeepsAListLearnsFromItsDeltaWhatEndedSince() {
    Questions leaf = new Questions(nodes, new Wire(nodes.root()), folder);
    String text = openssl("x509", "-in", file("leaf.pem"), "-noout", "-text").output();
    String list = url(text, "/crl/issuing-1/2.crl");
    String delta = url(text, "/crl/issuing-1/2/delta.crl");
    assertThat(text).contains("X509v3 CRL Distribution Points", "X509v3 Freshest CRL");
    await("the list has a delta").atMost(PATIENCE).until(() -> fetched(delta, "before"));
    assertThat(fetched(list, "kept")).isTrue();
    assertThat(verified("kept", "before").output()).contains("leaf.pem: OK");

    leaf.revoke();
    assertThat(fetched(delta, "after")).isTrue();
    assertThat(verified("kept", "before").output()).contains("leaf.pem: OK");
    assertThat(verified("kept", "after").output()).contains("certificate revoked");
    assertThat(leaf.verifyByCrl().output()).contains("certificate revoked");
    assertThat(number("after", "X509v3 Delta CRL Indicator"))
        .isLessThanOrEqualTo(number("kept", "X509v3 CRL Number"))
        .isLessThan(number("after", "X509v3 CRL Number"));

    assertThat(fetched(list, "list")).isTrue();
    assertThat(openssl("crl", "-in", file("list.pem"), "-noout", "-text").output())
        .contains("X509v3 Issuing Distribution Point: critical", list, delta);
    assertThat(fetched(url("URI:" + nodes.plain("/crl/issuing-1.crl"), "/crl/"), "all")).isTrue();
    for (String name : List.of("after", "list", "all")) {
      assertThat(Tool.run("zlint", "-format", "der", "-includeSources", "RFC5280", file(name)))
          .satisfies(lint -> assertThat(lint.output()).doesNotContain("\"error\"", "\"fatal\""));
    }
  }

  private static boolean fetched(String url, String name) {
    return Tool.run("curl", "-sSf", "-o", file(name), url).exit() == 0
        && openssl("crl", "-inform", "DER", "-in", file(name), "-out", file(name + ".pem")).exit()
            == 0;
  }

  private static Tool verified(String list, String delta) {
    return openssl(
        "verify",
        "-crl_check",
        "-extended_crl",
        "-use_deltas",
        "-CAfile",
        file("root.pem"),
        "-untrusted",
        file("issuing.pem"),
        "-CRLfile",
        file(list + ".pem"),
        "-CRLfile",
        file(delta + ".pem"),
        file("leaf.pem"));
  }

  /** The number below this heading in what openssl prints of a list. */
  private static long number(String list, String heading) {
    List<String> lines =
        openssl("crl", "-in", file(list + ".pem"), "-noout", "-text").output().lines().toList();
    for (int at = 0; at < lines.size(); at++) {
      if (lines.get(at).contains(heading)) {
        return Long.decode(lines.get(at + 1).strip().split(" ", 2)[0]);
      }
    }
    throw new AssertionError(list + " has no " + heading);
  }

  private static String url(String text, String path) {
    return text.lines()
        .filter(line -> line.contains("URI:http") && line.contains(path))
        .map(line -> line.substring(line.indexOf("http")).strip())
        .findFirst()
        .orElseThrow();
  }

  private static Tool openssl(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "openssl";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return Tool.run(command);
  }

  private static String file(String name) {
    return folder.resolve(name).toString();
  }
}
