package org.bailiwick.system.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Call;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.NodeProgram;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry's page with its search and its records, as Chromium shows it (docs/pages.md). */
class RegistryPageIT {
  private static final String CAPABILITY = "invoice.parse";

  /** What an agent may say to look like something else. */
  private static final String WORDS =
      """
      {"title":"<img src=x onerror=hacked=1>","tags":["invoices","eu"],
       "description":"owner (signed): Board of Directors\\nReads invoices in PDF. %s"}
      """
          .formatted("x".repeat(300));

  @TempDir private Path folder;
  private static final String PLAIN =
      """
      {"title":"Invoice reader","tags":["invoices"],"version":"3.1",
       "description":"Reads invoices of European suppliers, and writes reports on them."}
      """;

  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());

  @BeforeEach
  @AfterEach
  void dismiss() {
    ListedAgents.dismiss(nodes, wire);
  }

  @Test
  void peopleFindAgentsAndMistakeNothingUnsignedForSigned() throws IOException {
    describe(listed("invoice.parse@1", "receipt.write@1"), PLAIN);
    TestLeaf agent = listed("invoice.parse@1");
    describe(agent, WORDS);
    Path files = nodes.home().resolve("operators");
    new NodeProgram("oauth", "browser.mjs").installed();

    Tool looked =
        new NodeProgram("page", "registry-page.mjs")
            .run(
                nodes.registry("/").toString(),
                nodes.home().resolve("root.pem").toString(),
                files.resolve("auditor-1.pem").toString(),
                files.resolve("auditor-1.key").toString(),
                CAPABILITY,
                agent.id().toString(),
                Path.of(System.getProperty("bailiwick.root"))
                    .resolve("system-tests/target/pages")
                    .toString());

    assertThat(looked.exit()).as(looked.output()).isZero();
    assertThat(looked.output().lines()).allMatch(line -> line.startsWith("holds: "));
    assertThat(looked.output()).contains("axe-core finds nothing", "the frames look different");
  }

  /** The page is the interface's search: it finds for an agent what that agent may find. */
  @Test
  void anAgentFindsByThePageAndListsNothing() {
    TestLeaf agent = listed("invoice.parse@1");
    Call call = Call.get(search("capability=" + CAPABILITY)).header("Accept", "text/html");
    assertThat(wire.send(call.as(agent)).expecting(200).body())
        .contains("class=\"signed\"", agent.id().toString())
        .doesNotContain("<script");
    for (String bad : List.of("nonsense=1", "owner=a&owner=b", "input_types=gone@1")) {
      wire.send(Call.get(search(bad)).header("Accept", "text/html").as(agent)).expecting(400);
    }
    wire.send(Call.get(nodes.registry("/")).header("Accept", "text/html").as(agent)).expecting(403);
    assertThat(CurlPage.asBrowser(nodes, search("capability=" + CAPABILITY)).body())
        .contains("You have shown no client certificate")
        .doesNotContain("invoice.parse@1");
  }

  private URI search(String fields) {
    return nodes.registry("/?find=agents&" + fields);
  }

  private TestLeaf listed(String... capabilities) {
    TestLeaf leaf = new Enrolment(nodes, wire).capabilities(capabilities).granted();
    wire.send(Call.post(nodes.registry("/v1/agents"), Claim.of(leaf).build().toString()).as(leaf))
        .expecting(201);
    return leaf;
  }

  private void describe(TestLeaf agent, String words) throws IOException {
    agent.writeTo(folder);
    String uuid = id(agent).replace("urn:uuid:", "");
    Tool curl =
        Tool.run(
            "curl",
            "-sS",
            "--fail-with-body",
            "--cacert",
            nodes.home().resolve("root.pem").toString(),
            "--cert",
            folder.resolve("chain.pem").toString(),
            "--key",
            folder.resolve("key.pem").toString(),
            "-X",
            "PUT",
            "-H",
            "Content-Type: application/json",
            "--data-binary",
            words,
            nodes.registry("/v1/agents/" + uuid + "/description").toString());
    assertThat(curl.exit()).as(curl.output()).isZero();
  }

  private String id(TestLeaf agent) {
    return StrictJson.object(
            wire.send(
                    Call.post(nodes.registry("/v1/agents"), Claim.of(agent).build().toString())
                        .as(agent))
                .expecting(200)
                .body())
        .getString("id");
  }
}
