package org.bailiwick.broker.testing;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetFolder;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.BackEndTools;
import org.bailiwick.broker.backend.CredentialUse;
import org.bailiwick.broker.backend.SecretSource;
import org.bailiwick.broker.backend.TokenFacts;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;

/** What a driver gets of a broker: a credential of a test authority, secrets, and receipts. */
public final class TestBroker implements SecretSource {
  public static final TestCa CA = TestCa.create("bailiwick.example");
  private static final SpiffeId REQUESTER =
      SpiffeId.parse("spiffe://bailiwick.example/agent/clerk");

  private final Path folder;
  private final TestLeaf leaf = CA.agent("broker", "orders.read@1");
  private final Map<String, String> secrets = new HashMap<>();
  private final List<CredentialUse> receipts = new ArrayList<>();
  private final List<byte[]> handedOut = new ArrayList<>();
  private Clock clock = Clock.systemUTC();
  private String subject = "user-7";
  private String transaction = "txn-1";

  /**
   * @param folder an empty one, for the credential and for asset files
   */
  public TestBroker(Path folder) {
    this.folder = folder;
    CredentialFolder.at(folder.resolve("credential")).write(leaf.key(), leaf.chain());
  }

  public TestBroker secret(String name, String value) {
    secrets.put(name, value);
    return this;
  }

  public TestBroker at(Clock time) {
    clock = time;
    return this;
  }

  /** The subject of the Txn-Tokens of the calls that follow. */
  public TestBroker subject(String text) {
    subject = text;
    return this;
  }

  public TestBroker transaction(String text) {
    transaction = text;
    return this;
  }

  public TestLeaf leaf() {
    return leaf;
  }

  public CredentialFolder credential() {
    return CredentialFolder.at(folder.resolve("credential"));
  }

  public List<CredentialUse> receipts() {
    return List.copyOf(receipts);
  }

  /** Whether all secrets that were handed out are overwritten. */
  public boolean hasOverwrittenSecrets() {
    return handedOut.stream().allMatch(each -> Arrays.equals(each, new byte[each.length]));
  }

  @Override
  public <T> T use(String name, SecretUse<T> use) {
    if (!secrets.containsKey(name)) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE, "secret-missing", "There is no such secret");
    }
    byte[] octets = secrets.get(name).getBytes(StandardCharsets.UTF_8);
    handedOut.add(octets);
    try {
      return use.with(octets);
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  public BackEndTools tools() {
    return new BackEndTools(
        this,
        (call, external, expires) -> {
          throw new UnsupportedOperationException("no lease is made for these back ends");
        },
        (call, use) -> receipts.add(use),
        credential(),
        null,
        URI.create("https://127.0.0.1:1"),
        new MovedClock());
  }

  /** The time that {@link #at} set last. */
  private final class MovedClock extends Clock {
    @Override
    public ZoneId getZone() {
      return clock.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return clock.withZone(zone);
    }

    @Override
    public Instant instant() {
      return clock.instant();
    }
  }

  /** The asset of a file with this text. */
  public Asset asset(String json) {
    Path assets = folder.resolve("assets");
    try {
      Files.createDirectories(assets);
      Files.writeString(assets.resolve("asset.json"), json);
      return AssetFolder.read(assets).getFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The CA file for {@code tls}. */
  public Path caFile() {
    Path file = folder.resolve("ca.pem");
    try {
      Files.writeString(file, Pem.of(CA.root()));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A call of the asset's first operation with ten seconds of time. */
  public BackEndCall call(Asset asset, String input) {
    return call(asset, input, Duration.ofSeconds(10));
  }

  public BackEndCall call(Asset asset, String input, Duration limit) {
    Instant now = clock.instant();
    TokenFacts facts =
        new TokenFacts(
            "header.claims.signature-of-" + transaction,
            "0".repeat(64),
            transaction,
            subject,
            REQUESTER,
            "job-1",
            "step-1",
            now.plusSeconds(300));
    return new BackEndCall(
        asset, asset.operations().getFirst(), input, facts, "job-1/step-1", now.plus(limit));
  }

  /** A JSON text of the test. */
  public static JsonObject object(String json) {
    return StrictJson.object(json);
  }
}
