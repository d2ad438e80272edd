package org.bailiwick.system.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.Component.AuditLine;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages at the roots of authority, registry and Master Agent (docs/pages.md). */
class FrontPageIT {
  private static final String OWNER = "<script>alert(1)</script>";

  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());

  static Stream<URI> pages() {
    Nodes nodes = Nodes.running();
    return Stream.of(nodes.authority("/"), nodes.registry("/"), nodes.master("/"));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void browsersGetAPageThatRunsNothing(URI url) {
    CurlPage page = CurlPage.asBrowser(nodes, url);

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.headers())
        .contains(
            "content-type: text/html;charset=utf-8",
            "content-security-policy: default-src 'none'; style-src 'sha256-",
            "frame-ancestors 'none'",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "vary: accept")
        .doesNotContain("set-cookie", "\nserver:", "x-powered-by");
    assertThat(page.body())
        .contains(
            "of bailiwick.example</h1>",
            nodes.rootFingerprint().toLowerCase(Locale.ROOT),
            "<td class=\"up\">UP</td>")
        .doesNotContain("<script", "<td>unknown</td>");
  }

  /** Every document that a page names is there for everybody. */
  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadSomewhere(URI url) {
    List<URI> links = CurlPage.asBrowser(nodes, url).links();

    assertThat(links).hasSizeGreaterThan(1);
    for (URI link : links) {
      List<String> arguments = link.getPath().endsWith("/") ? CurlPage.AS_BROWSER : List.of();
      assertThat(CurlPage.get(nodes, link, arguments).status()).as(link.toString()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void programsGetWhatTheyGotBefore(URI url) {
    for (List<String> arguments :
        List.of(
            List.<String>of(),
            List.of("-H", "Accept: application/json"),
            List.of("-H", "Accept: application/json, text/html"))) {
      CurlPage answer = CurlPage.get(nodes, url, arguments);

      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.headers()).contains("content-type: application/problem+json");
      assertThat(answer.body()).contains("urn:bailiwick:problem:not-found");
    }
  }

  /** The server redirects it before any code of ours; what it says depends on nothing sent. */
  @Test
  void theRootWithoutItsSlashIsRedirectedToNoOtherHost() {
    URI url = URI.create(nodes.registry("/").toString().replaceAll("/$", ""));

    CurlPage answer = CurlPage.get(nodes, url, List.of("-H", "Host: elsewhere.example"));

    assertThat(answer.status()).isEqualTo(301);
    assertThat(answer.headers()).contains("\nlocation: /ars/").doesNotContain("\nserver:");
    assertThat(answer.body()).doesNotContainIgnoringCase("payara", "glassfish", "elsewhere");
  }

  @Test
  void operatorsSeeAgentsOthersHowToGetACertificate() throws IOException {
    Path provider = nodes.home().resolve("authority/users/idp.json");
    String before = Files.readString(provider);
    replace(provider, before.replace("\"alice\": [", "\"alice\": [\"" + OWNER + "\", "));
    try {
      TestLeaf agent =
          await()
              .atMost(Duration.ofMinutes(1))
              .ignoreExceptionsMatching(AssertionError.class::isInstance)
              .until(this::granted, leaf -> true);
      wire.send(
              Call.post(nodes.registry("/v1/agents"), Claim.of(agent).build().toString()).as(agent))
          .expecting(201);
      showsToOperators();
      hidesFromOthers(agent);
    } finally {
      replace(provider, before);
      ListedAgents.dismiss(nodes, wire);
    }
  }

  private void showsToOperators() {
    for (String operator : List.of("officer-1", "auditor-1")) {
      CurlPage page = CurlPage.asOperator(nodes, nodes.registry("/?state=listed"), operator);

      assertThat(page.status()).isEqualTo(200);
      assertThat(page.headers()).contains("cache-control: no-store");
      assertThat(page.body())
          .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "operator/", "agents in state listed")
          .doesNotContain("<script", "You have shown no client certificate");
      assertThat(Component.ARS.audit(page.requestId()))
          .extracting(AuditLine::outcome)
          .containsExactly("GRANTED");
    }
  }

  private void hidesFromOthers(TestLeaf agent) {
    CurlPage unknown = CurlPage.asBrowser(nodes, nodes.registry("/"));
    assertThat(unknown.body())
        .contains("You have shown no client certificate", "agent enrol --help")
        .doesNotContain("alert(1)");
    Call call = Call.get(nodes.registry("/")).header("Accept", "text/html");
    Answer denied = wire.send(call.as(agent)).expecting(403);
    assertThat(denied.text("type")).endsWith(":policy-denied");
    wire.send(
            Call.get(nodes.registry("/?nonsense=1"))
                .header("Accept", "text/html")
                .as(nodes.operator("auditor-1")))
        .expecting(400);
  }

  private TestLeaf granted() {
    Enrolment enrolment = new Enrolment(nodes, wire);
    enrolment.statement().claim("owner", OWNER);
    return enrolment.granted();
  }

  /** As a whole, since the node reads it at any time. */
  private static void replace(Path file, String text) throws IOException {
    Path next = file.resolveSibling("idp.new");
    Files.writeString(next, text);
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
