package org.bailiwick.node.statuslist;

import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.records.RecordReads;
import org.bailiwick.node.statuslist.StatusListPublisher.Terms;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.testing.TestDatabase;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;

/** An issuer of status lists: a database with the real table, a key, and a clock for a test. */
final class StatusListRig implements StatusSource, RecordReads, AutoCloseable {

  static final String BASE = "https://aca.example";
  static final Duration TTL = Duration.ofSeconds(10);
  static final Duration VALIDITY = Duration.ofMinutes(5);

  final TestClock clock =
      new TestClock(Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS));
  final SigningKey key = new InMemorySigningKey("wit", TestKeys.ec());
  final JwsSigner signer = new JwsSigner(key, PublicJwk.thumbprint(key.publicKey()));
  final List<StatusPlace> revoked = new ArrayList<>();
  final List<StatusPlace> suspended = new ArrayList<>();
  final TestDatabase database = TestDatabase.ofCommonTables(StatusListRow.class);
  final GroupWriter writer =
      new GroupWriter(database.sink(), Thread::new, WriterSettings.of("test/aca", clock));

  /** What the signer and the database throw; null while they work. */
  RuntimeException signerFault;

  RuntimeException databaseFault;
  Runnable beforeSignature = () -> {};
  int signatures;
  int readings;

  /** The elapsed time, which follows the clock unless a test moves only one of them. */
  long nanos;

  StatusListRig() {
    String migration = read(Path.of("..", "sql", "aca", "V030__status_lists.sql"));
    int begin = migration.indexOf("create table status_list");
    database.run(migration.substring(begin, migration.indexOf(';', begin)));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void pass(Duration time) {
    clock.move(time);
    nanos += time.toNanos();
  }

  StatusPlaces places() {
    return new StatusPlaces(writer, clock);
  }

  StatusListPublisher publisher() {
    return new StatusListPublisher(
        this, this, new Terms(BASE, 2, TTL, VALIDITY), this::sign, clock, () -> nanos);
  }

  private String sign(JsonObject claims) {
    if (signerFault != null) {
      throw signerFault;
    }
    beforeSignature.run();
    signatures++;
    return signer.sign(StatusListPublisher.TYPE, claims);
  }

  /** The answer to a reader's request. */
  static byte[] answer(StatusListPublisher lists, String path) {
    long list = Long.parseLong(path.substring("/status-lists/".length()));
    return lists.published(list).compact().getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public <T> T read(Function<EntityManager, T> query) {
    if (databaseFault != null) {
      throw databaseFault;
    }
    return database.inTransaction(query);
  }

  @Override
  public List<StatusPlace> revokedAfter(EntityManager em, Instant after) {
    readings++;
    return List.copyOf(revoked);
  }

  @Override
  public List<StatusPlace> suspended(EntityManager em) {
    return List.copyOf(suspended);
  }

  @Override
  public void close() {
    writer.close();
    database.close();
  }
}
