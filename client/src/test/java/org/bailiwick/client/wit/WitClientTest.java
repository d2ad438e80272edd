package org.bailiwick.client.wit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens beside a credential, against an authority whose answers the test writes. */
class WitClientTest {
  private static final TestCa CA = TestCa.create("bailiwick.example");
  private static final TrustedAuthority TRUSTED =
      new TrustedAuthority(CA.domain(), CA.root(), Set.of(CA.operatorCa()));
  private static final Instant ISSUED = Instant.parse("2026-11-27T12:00:00Z");

  @TempDir private Path path;
  private final Deque<Reply> replies = new ArrayDeque<>();
  private final List<String> log = new ArrayList<>();
  private ScriptedNode authority;
  private CredentialFolder folder;
  private WitClient client;

  @BeforeEach
  void start() throws Exception {
    authority = ScriptedNode.overTls(CA.nodeServer("authority").tls(CA.trust()));
    authority.on("/v1/credentials/", call -> replies.removeFirst());
    folder = CredentialFolder.at(path.resolve("agent"));
    enrolled();
    client = new WitClient(authority.uri(), TRUSTED, folder);
  }

  @AfterEach
  void stop() {
    client.close();
    authority.close();
  }

  private void enrolled() {
    TestLeaf leaf = CA.agent("reader", "invoice.parse@1");
    folder.write(leaf.key(), leaf.chain());
  }

  private static String token(String claims) {
    String part =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8));
    return "e30." + part + ".s1gnature";
  }

  private static Reply granted() {
    long begin = ISSUED.getEpochSecond();
    String text = token("{\"iat\":%d,\"exp\":%d}".formatted(begin, begin + 3600));
    return Reply.json(
        201,
        Json.createObjectBuilder()
            .add("wit", text)
            .add("wit_expires_at", "2026-11-27T13:00:00Z")
            .build()
            .toString());
  }

  private SerialNumber serial() {
    return AgentCredential.read(folder.chain().getFirst()).serial();
  }

  @Test
  void aTokenIsAskedForByTheCredentialAndKeptBesideIt() throws Exception {
    replies.add(granted());
    WorkloadToken token = client.fetch();
    ScriptedNode.Call call = authority.calls().getLast();
    assertThat(call.method()).isEqualTo("POST");
    assertThat(call.path()).isEqualTo("/v1/credentials/" + serial().hex() + "/wit");
    assertThat(call.body()).isEmpty();
    assertThat(call.peer().orElseThrow()).hasToString("spiffe://bailiwick.example/agent/reader");
    assertThat(folder.token()).contains(token.text() + "\n");
    Path link = folder.path().resolve("wit.jwt");
    assertThat(Files.readString(link).strip()).isEqualTo(token.text());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(link)))
        .isEqualTo("rw-------");
    assertThat(token.toString()).doesNotContain(token.text());
  }

  @Test
  void aRenewedCredentialHasNoTokenUntilItsOwnIsFetched() {
    replies.add(granted());
    client.fetch();
    SerialNumber old = serial();
    enrolled();
    assertThat(folder.token()).isEmpty();
    folder.keepToken(old, token("{}"));
    assertThat(folder.token()).isEmpty();
    replies.add(granted());
    client.fetch();
    assertThat(folder.token()).isPresent();
  }

  @Test
  void whatIsNoTokenIsNotKept() {
    for (String text :
        List.of("", "a.b", token("{}"), token("{\"iat\":\"x\",\"exp\":1}"), token("["))) {
      replies.add(Reply.json(201, Json.createObjectBuilder().add("wit", text).build().toString()));
      assertThatThrownBy(client::fetch)
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.check()).isEqualTo("wit-form"));
    }
    assertThat(folder.token()).isEmpty();
  }

  @Test
  void theWatchFetchesAtOnceAndAfterTwoThirdsAndGoesOnAfterARefusal() {
    replies.add(Reply.problem(503, "signer-unavailable", "Later."));
    TokenWatch early = watch(ISSUED);
    assertThat(early.step()).hasSeconds(30);
    replies.add(granted());
    early.step();
    assertThat(early.isDue()).isFalse();
    early.step();
    assertThat(authority.calls()).hasSize(2);
    assertThat(watch(ISSUED.plusSeconds(2399)).isDue()).isFalse();
    TokenWatch late = watch(ISSUED.plusSeconds(2400));
    assertThat(late.isDue()).isTrue();
    replies.add(granted());
    late.step();
    assertThat(log).hasSize(3);
    assertThat(log.getFirst()).startsWith("no token problem=signer-unavailable");
    assertThat(log.getLast()).isEqualTo("token until=2026-11-27T13:00:00Z");
  }

  private TokenWatch watch(Instant now) {
    return new TokenWatch(folder, client::fetch, log::add, Clock.fixed(now, ZoneOffset.UTC));
  }
}
