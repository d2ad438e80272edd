package org.bailiwick.bench.domain;

import jakarta.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.UUID;
import javax.net.ssl.SSLSocketFactory;
import org.bailiwick.bench.BenchProperties;
import org.bailiwick.bench.load.LoadResult;
import org.bailiwick.bench.load.Officer;
import org.bailiwick.bench.load.Request;
import org.bailiwick.bench.load.TlsIdentity;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.json.StrictJson;

/**
 * Measures how long an access token is still accepted after the credential from which it descends
 * was revoked. Each sample is an agent of its own, which gets a token by client credentials, uses
 * it without a pause, and is revoked by an officer meanwhile.
 */
final class Revocations {
  private static final CapabilitySet CAPABILITIES = CapabilitySet.parseScope("fx.rates@1");
  private static final Locator LOCATOR = Locator.parse("https://127.0.0.1:7001/work");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration USED_BEFORE = Duration.ofMillis(300);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int OK = 200;
  private static final int NO_SUCH_JOB = 404;
  private static final int UNAUTHORIZED = 401;

  private final BenchProperties properties;
  private final TlsIdentity identities;
  private final Enrolments enrolments;
  private final URI master;
  private final Officer officer;

  Revocations(BenchProperties properties, TlsIdentity identities, Enrolments enrolments)
      throws IOException {
    this.properties = properties;
    this.identities = identities;
    this.enrolments = enrolments;
    this.master = URI.create(properties.required("master.url"));
    this.officer =
        new Officer(
            identities
                .of(
                    Pem.privateKey(properties.text("officer.key")),
                    Pem.certificates(properties.text("officer.chain")))
                .getSocketFactory(),
            properties.required("authority.url"));
  }

  /** An agent that has a token, and a use of it. */
  private record Caller(String serial, Request use) {
    /** Omits the request, which has the token. */
    @Override
    public String toString() {
      return "Caller[" + serial + "]";
    }
  }

  /** The times from the answer to the revocation to the answer to the last accepted use. */
  LoadResult measured(int samples) throws IOException, InterruptedException {
    LoadResult.Tally tally = new LoadResult.Tally();
    long began = System.nanoTime();
    for (int sample = 0; sample < samples; sample++) {
      String name = "bench-revoked-" + UUID.randomUUID().toString().substring(0, 8);
      tally.add(true, sample(caller(name)));
    }
    return tally.result((System.nanoTime() - began) / 1e9);
  }

  private Caller caller(String name) throws IOException, InterruptedException {
    Enrolments.Enrolled agent = enrolments.agent(name, CAPABILITIES, LOCATOR);
    AgentCredential credential = AgentCredential.read(agent.chain().getFirst());
    String id = credential.agent().toString();
    permit(name, id);
    SSLSocketFactory tls = identities.of(agent.key(), agent.chain()).getSocketFactory();
    Request use =
        Request.get(tls, URI.create(master + "/v1/jobs/" + UUID.randomUUID()))
            .with("Authorization", "Bearer " + token(tls, id));
    return new Caller(credential.serial().hex(), use);
  }

  /** The operator's file, which the Master Agent reads within two seconds. */
  private void permit(String name, String id) throws IOException {
    Path folder = Files.createDirectories(Path.of(properties.required("callers.folder")));
    Path finished =
        Files.writeString(
            folder.resolve(name + ".new"),
            Json.createObjectBuilder()
                .add("agent", id)
                .add("scopes", Json.createArrayBuilder().add(CAPABILITIES.scope()))
                .build()
                .toString());
    Files.move(finished, folder.resolve(name + ".json"), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Asks until the Master Agent has heard of the agent and of its file. */
  private String token(SSLSocketFactory tls, String id) throws IOException, InterruptedException {
    String form =
        "grant_type=client_credentials&client_id="
            + URLEncoder.encode(id, StandardCharsets.UTF_8)
            + "&scope="
            + URLEncoder.encode(CAPABILITIES.scope(), StandardCharsets.UTF_8);
    Request request = Request.form(tls, URI.create(master + "/oauth/token"), form);
    long end = System.nanoTime() + PATIENCE.toNanos();
    Request.Answer answer = request.send();
    while (answer.status() != OK) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("an agent gets no token: " + answer);
      }
      Thread.sleep(PAUSE);
      answer = request.send();
    }
    return StrictJson.object(answer.body()).getString("access_token");
  }

  private long sample(Caller caller) throws IOException, InterruptedException {
    long[] revoked = {Officer.NEVER};
    Thread revocation =
        Thread.ofPlatform().start(() -> revoked[0] = officer.revoke(caller.serial(), USED_BEFORE));
    long end = System.nanoTime() + PATIENCE.toNanos();
    long accepted = System.nanoTime();
    Request.Answer answer = caller.use().send();
    while (answer.status() == NO_SUCH_JOB) {
      accepted = System.nanoTime();
      if (accepted > end) {
        throw new IllegalStateException("the token of a revoked agent is still accepted");
      }
      answer = caller.use().send();
    }
    revocation.join();
    if (answer.status() != UNAUTHORIZED || revoked[0] == Officer.NEVER) {
      throw new IllegalStateException("not refused because of the revocation: " + answer);
    }
    return Math.max(0, accepted - revoked[0]);
  }
}
