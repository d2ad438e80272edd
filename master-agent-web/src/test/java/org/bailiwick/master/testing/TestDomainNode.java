package org.bailiwick.master.testing;

import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.tokenkeys.AnnouncerSettings;
import org.bailiwick.master.tokenkeys.DomainKeys;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.tokenkeys.TokenKeys;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;

/** A domain node's keys, with a client certificate in files, beside others on one database. */
public final class TestDomainNode implements AutoCloseable {

  public static final String ISSUER = "https://master.example";

  public final TokenKeys own;
  public final DomainKeys keys;
  public final OwnTokens tokens;

  private final TestTrust trust;
  private final Path tls;
  private final GroupWriter writer;
  private final AtomicInteger reads = new AtomicInteger();

  /**
   * {@code folder} gets the files of the certificate; a process of an earlier test node may use it.
   */
  public TestDomainNode(TestTrust trust, String name, SigningKey first, Path folder) {
    this.trust = trust;
    this.tls = folder.resolve(name);
    this.own = new TokenKeys(first);
    this.writer =
        new GroupWriter(
            trust.database.sink(), Thread::new, WriterSettings.of(TestTrust.CHAIN, trust.clock));
    this.keys =
        new DomainKeys(
            own,
            new AnnouncerSettings(
                new SpiffeId(trust.ca.domain(), "/node/" + name), TestTrust.AUTHORITY, ISSUER, tls),
            new DomainKeys.Parts(counted(), writer, trust.peers(), trust.clock),
            trust.nanos::get);
    this.tokens = new OwnTokens(keys, () -> {}, ISSUER, trust.clock);
  }

  private Store counted() {
    return new Store() {
      @Override
      public <T> T read(Function<EntityManager, T> query) {
        reads.incrementAndGet();
        return trust.database.inTransaction(query);
      }
    };
  }

  /** How often the node has read the database. */
  public int reads() {
    return reads.get();
  }

  /** Gives the node a certificate, in the place of any other. */
  public TestDomainNode with(TestLeaf certificate) {
    try {
      Files.createDirectories(tls);
      Files.writeString(tls.resolve("client.key"), Pem.of(certificate.key()));
      Path chain = Files.writeString(tls.resolve("client.pem"), Pem.of(certificate.chain()));
      long now = trust.clock.instant().toEpochMilli();
      Files.setLastModifiedTime(chain, FileTime.fromMillis(now));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  @Override
  public void close() {
    writer.close();
  }
}
