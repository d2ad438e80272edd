package org.bailiwick.command.partner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.trust.PartnerDirectory;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** An operator changes the partners of a home, and a node reads them. */
class PartnerCommandTest {
  private static final TestCa PARTNER = TestCa.create("partner.example");
  private static final String NAME = "partner.example";
  private static final String DESCRIPTION =
      """
      {"trust_domain": "%s", "anchors": "bundle.pem", "crl": {"file": "partner.crl"},
       "authorization_servers": [{"issuer": "https://as.%s", "jwks_file": "jwks.json",
         "algorithms": ["ES256"], "subjects": {"alice": {"scopes": ["fx.rates@1"]}}}],
       "scopes": ["fx.rates@1"], "agent_paths": ["/agent/"],
       "agents": {"spiffe://%s/agent/buyer": {"scopes": ["fx.rates@1"]}}}
      """;

  @TempDir private Path folder;
  private final StringWriter printed = new StringWriter();
  private Path partners;

  @BeforeEach
  void prepare() throws IOException {
    partners = folder.resolve("home/domain/partners");
    Files.createDirectories(partners);
    Files.writeString(
        folder.resolve("home/domain/bailiwick.properties"),
        "node.trust-domain=bailiwick.example\nmaster.partners-folder=" + partners + "\n");
  }

  private Path draft(String name) throws Exception {
    Path draft = Files.createDirectories(folder.resolve("drafts").resolve(name));
    Files.writeString(draft.resolve("bundle.pem"), Pem.of(PARTNER.issuing(), PARTNER.root()));
    Files.write(draft.resolve("partner.crl"), crl(PARTNER));
    Files.writeString(draft.resolve("jwks.json"), keys());
    Files.writeString(draft.resolve("partner.json"), DESCRIPTION.formatted(name, name, name));
    return draft;
  }

  private static byte[] crl(TestCa ca) throws CRLException {
    return ca.crl(1).getEncoded();
  }

  private static String keys() throws JoseException {
    PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(TestKeys.ec().getPublic());
    key.setKeyId("as-1");
    return new JsonWebKeySet(key).toJson();
  }

  private int run(Object... arguments) {
    printed.getBuffer().setLength(0);
    CommandLine line =
        new CommandLine(new PartnerCommand())
            .setOut(new PrintWriter(printed, true))
            .setErr(new PrintWriter(printed, true))
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  command.getErr().println(failure.getMessage());
                  return 1;
                });
    List<String> all =
        Stream.concat(
                Stream.of("--home", folder.resolve("home").toString()),
                Stream.of(arguments).map(Object::toString))
            .toList();
    return line.execute(all.toArray(String[]::new));
  }

  private PartnerDirectory node() {
    return new PartnerDirectory(
        partners,
        TrustDomain.parse("bailiwick.example"),
        new GuardedFetch(FetchSettings.of(Set.of())),
        Clock.systemUTC());
  }

  private boolean isKnown(String name) {
    return node().find(TrustDomain.parse(name)).isPresent();
  }

  private List<String> besides() throws IOException {
    try (Stream<Path> files = Files.list(partners.getParent())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void addsShowsListsAndRemoves() throws Exception {
    assertThat(run("add", draft(NAME))).as(printed.toString()).isZero();
    assertThat(printed).hasToString("added partner.example" + System.lineSeparator());
    assertThat(isKnown(NAME)).isTrue();
    assertThat(run("list")).isZero();
    assertThat(printed.toString()).contains("partner.example  known  https://as.partner.example");
    assertThat(run("show", NAME)).isZero();
    assertThat(printed.toString())
        .contains("\"/agent/\"", "\"alice\"", "/agent/buyer", "not_after", "\"partner.crl\"");
    assertThat(run("remove", NAME)).isZero();
    assertThat(isKnown(NAME)).isFalse();
    assertThat(run("show", NAME)).isOne();
    assertThat(run("remove", NAME)).isOne();
    assertThat(printed.toString()).contains("no such partner: partner.example");
    assertThat(besides()).as("nothing is left").containsExactly("bailiwick.properties", "partners");
  }

  @Test
  void checksWithoutPublishing() throws Exception {
    assertThat(run("check", draft(NAME))).as(printed.toString()).isZero();
    assertThat(printed.toString()).contains("https://as.partner.example");
    assertThat(isKnown(NAME)).isFalse();
    assertThat(besides()).containsExactly("bailiwick.properties", "partners");
  }

  @Test
  void showsWhichAccessTokensCountAndReadsTheSecret() throws Exception {
    Path draft = draft(NAME);
    String terms =
        """
        "algorithms": ["ES256"], "access_tokens": {"audience": "https://us.example",
          "by": "introspection", "scopes": {"rates": "fx.rates@1"},
          "introspection": {"uri": "https://as.example/i", "client_id": "us",
            "client_secret_file": "as.secret"}}\
        """;
    Files.writeString(
        draft.resolve("partner.json"),
        Files.readString(draft.resolve("partner.json"))
            .replace("\"algorithms\": [\"ES256\"]", terms.strip()));
    assertThat(run("check", draft)).isOne();
    assertThat(printed.toString()).contains("as.secret: not a readable secret");
    Files.writeString(draft.resolve("as.secret"), "\n");
    assertThat(run("check", draft)).isOne();
    assertThat(printed.toString()).contains("as.secret: the secret is empty");
    Files.writeString(draft.resolve("as.secret"), "s3cret\n");
    assertThat(run("check", draft)).as(printed.toString()).isZero();
    assertThat(printed.toString())
        .contains("\"by\": \"introspection\"", "\"rates\": \"fx.rates@1\"")
        .contains("\"client_authentication\": \"secret\"")
        .doesNotContain("s3cret");
  }

  @Test
  void refusesAFaultWithItsReason() throws Exception {
    assertFault(
        "unknown members: scope",
        "\"scopes\": [\"fx.rates@1\"], \"agent_",
        "\"scope\": 1, \"agent_");
    assertFault("algorithms must be asymmetric", "ES256", "HS256");
    assertFault("a member is missing or of the wrong form", "\"anchors\": \"bundle.pem\",", "");
    assertFault("missing.crl: not a readable CRL", "partner.crl", "missing.crl");
    assertFault("missing.json: not a readable JWK set", "jwks.json", "missing.json");
    assertFault("the folder's name is not", "\"trust_domain\": \"partner", "\"trust_domain\": \"x");
    Path draft = draft(NAME);
    Files.write(draft.resolve("partner.crl"), crl(TestCa.create(NAME)));
    assertThat(run("check", draft)).isOne();
    assertThat(printed.toString()).contains("partner.crl: no anchor has signed this CRL");
    Path own = draft("bailiwick.example");
    assertThat(run("add", own)).isOne();
    assertThat(printed.toString()).contains("a partner cannot be this trust domain");
    assertThat(run("add", folder)).isOne();
    assertThat(besides()).containsExactly("bailiwick.properties", "partners");
  }

  private void assertFault(String reason, String text, String instead) throws Exception {
    Path draft = draft(NAME);
    Path description = draft.resolve("partner.json");
    String good = Files.readString(description);
    assertThat(good).contains(text);
    Files.writeString(description, good.replace(text, instead));
    assertThat(run("add", draft)).as(reason).isOne();
    assertThat(printed.toString()).contains(reason);
    assertThat(isKnown(NAME)).isFalse();
  }

  /** An issuer of a known partner would take that one away too, so it is found before. */
  @Test
  void refusesAnIssuerOfAnotherPartner() throws Exception {
    assertThat(run("add", draft(NAME))).isZero();
    Path other = draft("other.example");
    Path description = other.resolve("partner.json");
    Files.writeString(
        description,
        Files.readString(description)
            .replace("https://as.other.example", "https://as.partner.example"));
    assertThat(run("add", other)).isOne();
    assertThat(printed.toString()).contains("is also one of partner.example");
    assertThat(isKnown(NAME)).isTrue();
  }

  @Test
  void replacesOnlyWhatIsThereAndOnlyWhenAsked() throws Exception {
    assertThat(run("add", "--replace", draft(NAME))).isOne();
    assertThat(printed.toString()).contains("is no partner");
    assertThat(run("add", draft(NAME))).isZero();
    Path next = draft(NAME);
    Files.delete(next.resolve("jwks.json"));
    Files.writeString(next.resolve("next.json"), keys());
    Path description = next.resolve("partner.json");
    Files.writeString(description, Files.readString(description).replace("jwks.json", "next.json"));
    assertThat(run("add", next)).isOne();
    assertThat(printed.toString()).contains("give --replace");
    assertThat(run("add", "--replace", next)).as(printed.toString()).isZero();
    assertThat(isKnown(NAME)).isTrue();
    try (Stream<Path> files = Files.list(partners.resolve(NAME))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("bundle.pem", "partner.crl", "next.json", "partner.json");
    }
  }

  /** Half of two descriptions allows nothing: while files are replaced, the partner is faulty. */
  @Test
  void aReplacementThatBreaksOffLeavesThePartnerFaulty() throws Exception {
    assertThat(run("add", draft(NAME))).isZero();
    Path staged = Files.createDirectories(folder.resolve("staged"));
    Files.writeString(staged.resolve("bundle.pem"), Pem.of(PARTNER.root()));
    PartnerFolders folders = PartnerFolders.of(folder.resolve("home"));
    assertThat(catchThrowable(() -> folders.replace(NAME, staged))).isInstanceOf(IOException.class);
    assertThat(node().isFaulty(TrustDomain.parse(NAME))).isTrue();
    assertThat(run("add", "--replace", draft(NAME))).isZero();
    assertThat(isKnown(NAME)).isTrue();
  }
}
