package org.bailiwick.master.resultaccess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.storedresult.ResultBounds;
import org.bailiwick.master.storedresult.StoredResult;
import org.bailiwick.master.storedresult.StoredResults;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestJobs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultReadingsTest {
  private static final String JOB =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\"}]}";
  private static final int LENGTH = 3 * StoredResults.PIECE + 10;
  private static final String TEXT = "\"" + "abcdefg".repeat(LENGTH / 7) + "\"";

  @TempDir private Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private MasterRig rig;
  private ResultReadings readings;
  private StoredResult result;

  @BeforeEach
  void start() throws IOException {
    rig = new MasterRig(folder);
    StoredResults results = rig.journal.stored();
    readings = new ResultReadings(results, nanos::get);
    String job = TestJobs.accept(rig, UUID.randomUUID().toString(), rig.partner.buyer, JOB);
    byte[] octets = TEXT.getBytes(StandardCharsets.UTF_8);
    StoredResults.Kept kept =
        results.keep(
            new StoredResults.Place(job, "a", "caller"),
            new StoredResults.Source(
                () -> new ByteArrayInputStream(octets), List.of(), 1, octets.length),
            new ResultBounds(1000, 1 << 22, 1 << 22, 1 << 24));
    StoredResults.Kept.Linkable linkable = (StoredResults.Kept.Linkable) kept;
    assertThat(results.find(linkable.result().id())).as("before its step has ended").isEmpty();
    rig.writer.commit(linkable.link());
    result = results.find(linkable.result().id()).orElseThrow();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private StreamingOutput reading(String reader) {
    return readings.begin(
        new ResultAccess.Permitted(result, reader), new ByteRange(0, result.size()));
  }

  private String part(long from, long end) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    readings.begin(new ResultAccess.Permitted(result, "r"), new ByteRange(from, end)).write(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void readsAcrossPieces() throws IOException {
    int piece = StoredResults.PIECE;
    assertThat(result.size()).isEqualTo(TEXT.length());
    assertThat(result.sha256()).isEqualTo(Sha256.hex(TEXT));
    assertThat(part(0, result.size())).isEqualTo(TEXT);
    assertThat(part(piece - 3, 2L * piece + 5)).isEqualTo(TEXT.substring(piece - 3, 2 * piece + 5));
    assertThat(part(TEXT.length() - 1, TEXT.length())).isEqualTo("\"");
  }

  @Test
  void fewReadAtOnceAndOneReaderHasAPart() throws IOException {
    List<StreamingOutput> begun = new ArrayList<>();
    for (int number = 0; number < ResultReadings.OF_ONE_READER; number++) {
      begun.add(reading("one"));
    }
    requireBusy("one");
    for (int number = begun.size(); number < ResultReadings.AT_ONCE; number++) {
      begun.add(reading("reader-" + number));
    }
    requireBusy("another");

    begun.getFirst().write(OutputStream.nullOutputStream());
    reading("one").write(OutputStream.nullOutputStream());
  }

  private void requireBusy(String reader) {
    assertThatThrownBy(() -> reading(reader))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("results-busy"));
  }

  @Test
  void threat65ASlowReaderIsGivenUpAndAnAnswerThatWasNeverWrittenIsForgotten() {
    for (int number = 0; number < ResultReadings.OF_ONE_READER; number++) {
      reading("one");
    }
    nanos.addAndGet(ResultReadings.LONGEST.toNanos() + 1);
    StreamingOutput slow = reading("one");
    OutputStream pausing =
        new OutputStream() {
          @Override
          public void write(int octet) {
            nanos.addAndGet(ResultReadings.LONGEST.toNanos() + 1);
          }

          @Override
          public void write(byte[] octets, int from, int count) {
            write(0);
          }
        };
    assertThatThrownBy(() -> slow.write(pausing)).isInstanceOf(IOException.class);
  }

  /** Somebody who can write the database has cut a row. */
  @Test
  void threat71APieceThatLacksOctetsIsNoShorterResult() {
    rig.run("update result_piece set octets = cast('x' as bytea) where number = 1");
    assertThatThrownBy(() -> part(0, result.size()))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("result-unreadable"));
  }

  @Test
  void aResultThatWasDeletedMeanwhileDoesNotCount() throws IOException {
    byte[] octets = TEXT.getBytes(StandardCharsets.UTF_8);
    StoredResults.Kept.Linkable linkable =
        (StoredResults.Kept.Linkable)
            rig.journal
                .stored()
                .keep(
                    new StoredResults.Place(result.jobId(), "a", "caller"),
                    new StoredResults.Source(
                        () -> new ByteArrayInputStream(octets), List.of(), 1, octets.length),
                    new ResultBounds(1000, 1 << 22, 1 << 22, 1 << 24));
    rig.journal.stored().forget(linkable.result().id());
    assertThatThrownBy(() -> rig.writer.commit(linkable.link()))
        .isInstanceOf(ProblemException.class);
  }
}
