package org.bailiwick.master.storedresult;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.bailiwick.contract.json.JsonStream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/** Stores and reads the results that are too long for orders. */
public final class StoredResults {

  /** The octets of each piece but the last one. */
  public static final int PIECE = 256 * 1024;

  /** The greatest number of octets that are chosen out of a stored result, or read as one text. */
  public static final int MOST_TEXT = 4 * 1024 * 1024;

  /** The step that a result belongs to, and the caller whose room it takes. */
  public record Place(String jobId, String stepId, String caller) {}

  /** Opens octets from the first one on. */
  @FunctionalInterface
  public interface Opening {
    InputStream open() throws IOException;
  }

  /**
   * A JSON text with the output of a step.
   *
   * @param path the place of the output in the text, as the tokens of a JSON Pointer
   * @param maxValues greatest number of JSON values of the text
   * @param length of the text in octets; the output is not longer
   */
  public record Source(Opening octets, List<String> path, int maxValues, long length) {}

  /** What became of an output. */
  public sealed interface Kept {

    /** It is short, and was not stored. */
    record Text(String json) implements Kept {}

    /**
     * Its pieces are stored. It counts when {@code link} is committed with the end of its step.
     *
     * @param link throws when the result is not there any more
     */
    record Linkable(StoredResult result, UnitOfWork link) implements Kept {}
  }

  /** A value at a place of a result; a text of a value that is too long is absent. */
  public record Chosen(Optional<String> text, boolean isTooLong) {}

  private final Store store;
  private final GroupWriter writer;
  private final Clock clock;
  private final ReentrantLock whole = new ReentrantLock(true);

  public StoredResults(Store store, GroupWriter writer, Clock clock) {
    this.store = store;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * Stores an output piece by piece unless it is short. The text is checked while it is read.
   *
   * @throws ProblemException malformed-request when the text is no strict JSON or lacks the output,
   *     dependency-unavailable when the database cannot be written
   * @throws org.bailiwick.master.catalogue.UnsuitableValue when there is no room
   * @throws IOException of the source
   */
  public Kept keep(Place place, Source source, ResultBounds bounds) throws IOException {
    String id = UUID.randomUUID().toString();
    ResultWriter pieces =
        new ResultWriter(
            (number, octets) -> {
              if (number == 0) {
                begin(id, place, source.length(), bounds);
              }
              writer.commit(em -> em.persist(new StoredResultRow.Piece(id, number, octets)));
            });
    try (InputStream in = source.octets().open()) {
      if (!JsonStream.copy(in, source.path(), pieces, source.maxValues())) {
        throw new ProblemException(
            ProblemType.MALFORMED_REQUEST, "output-missing", "The text has no output.");
      }
      if (pieces.size() <= Math.min(bounds.reference(), PIECE)) {
        return new Kept.Text(new String(pieces.whole(), StandardCharsets.UTF_8));
      }
      String sha256 = pieces.finish();
      StoredResult result =
          new StoredResult(id, place.jobId(), place.stepId(), pieces.size(), sha256);
      return new Kept.Linkable(result, em -> row(em.find(StoredResultRow.class, id)).link(result));
    } catch (IOException | RuntimeException e) {
      forget(id);
      throw e;
    }
  }

  private void begin(String id, Place place, long octets, ResultBounds bounds) {
    writer.commit(
        em -> {
          bounds.require(em, place, octets);
          em.persist(new StoredResultRow(id, place, octets, clock.instant()));
        });
  }

  private static StoredResultRow row(StoredResultRow found) {
    if (found == null) {
      throw unreadable();
    }
    return found;
  }

  /**
   * Deletes a result that is not linked. If that fails, {@link StoredResultDeletion} does it later.
   */
  public void forget(String id) {
    try {
      writer.commit(StoredResultDeletion.of(List.of(id)));
    } catch (RuntimeException e) {
      // The database may be the reason why the result is given up.
    }
  }

  /** The results of a job that are stored by reference, by step. */
  public Map<String, StoredResult> ofJob(String jobId) {
    Map<String, StoredResult> results = new HashMap<>();
    for (StoredResult result : find("r.jobId", jobId)) {
      results.put(result.stepId(), result);
    }
    return results;
  }

  /** The result of this id, if it is complete. */
  public Optional<StoredResult> find(String id) {
    return find("r.id", id).stream().findFirst();
  }

  private List<StoredResult> find(String column, String value) {
    return store.read(
        em ->
            em
                .createQuery(
                    "select r from StoredResultRow r where r.linked = true and "
                        + column
                        + " = :value",
                    StoredResultRow.class)
                .setParameter("value", value)
                .getResultList()
                .stream()
                .map(StoredResultRow::result)
                .toList());
  }

  /** The octets of a result from one place to another. */
  public InputStream open(StoredResult result, long from, long end) {
    return new ResultReader(number -> piece(result.id(), number), from, end);
  }

  private byte[] piece(String id, int number) {
    return store
        .read(
            em ->
                em
                    .createQuery(
                        "select p.octets from ResultPieceRow p where p.resultId = :id"
                            + " and p.number = :number",
                        byte[].class)
                    .setParameter("id", id)
                    .setParameter("number", number)
                    .getResultList()
                    .stream()
                    .findFirst())
        .orElseThrow(StoredResults::unreadable);
  }

  /**
   * The value at a place of a result, if it has at most so many octets.
   *
   * @param path the tokens of a JSON Pointer
   */
  public Chosen choose(StoredResult result, List<String> path, int most) {
    BoundedText text = new BoundedText(most);
    try (InputStream in = open(result, 0, result.size())) {
      boolean found = JsonStream.copy(in, path, text, Integer.MAX_VALUE);
      return new Chosen(found ? Optional.of(text.text()) : Optional.empty(), false);
    } catch (BoundedText.TooLong e) {
      return new Chosen(Optional.empty(), true);
    } catch (IOException e) {
      throw new IllegalStateException("the pieces are read without streams of the system", e);
    }
  }

  /** Does work with the whole text of a result of any length; one at a time is in memory. */
  public <T> T withText(StoredResult result, Function<String, T> work) {
    whole.lock();
    try (InputStream in = open(result, 0, result.size())) {
      return work.apply(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("the pieces are read without streams of the system", e);
    } finally {
      whole.unlock();
    }
  }

  static ProblemException unreadable() {
    return new ProblemException(
        ProblemType.INTERNAL, "result-unreadable", "The rows of the result cannot be read.");
  }
}
