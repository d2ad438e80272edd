package org.bailiwick.master.storedresult;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.Optional;
import org.bailiwick.master.catalogue.UnsuitableValue;
import org.bailiwick.node.settings.Settings;

/**
 * Which outputs are stored by reference, and how much of them. The room is counted in the
 * transaction that takes it, because steps end at the same time. One caller has a quarter of all
 * room.
 *
 * @param reference longest output, in octets, that is still a part of orders and answers
 * @param longest greatest number of octets of an agent's answer
 * @param ofJob greatest number of octets that the results of one job have together
 * @param all the same of all jobs whose results are kept
 */
public record ResultBounds(int reference, int longest, long ofJob, long all) {

  /** Nothing is stored by reference. */
  public static final ResultBounds NONE = new ResultBounds(Integer.MAX_VALUE, 0, 0, 0);

  private static final String LONGEST = "master.max-result-bytes";
  private static final String OF_JOB = "master.max-job-stored-results";
  private static final String ALL = "master.max-stored-results";
  private static final int PART_OF_ONE_CALLER = 4;
  private static final Settings.Range OCTETS = new Settings.Range(65_536, Integer.MAX_VALUE);

  /** Reads the settings; each bound has room for the longest result. */
  public static ResultBounds read(Settings settings) {
    Settings.Range ofReference = new Settings.Range(1024, StoredResults.PIECE);
    int reference = settings.number("master.result-reference-bytes", 65_536, ofReference);
    int longest = settings.number(LONGEST, 16_777_216, new Settings.Range(65_536, 268_435_456));
    int ofJob = settings.number(OF_JOB, 67_108_864, OCTETS);
    int all = settings.number(ALL, 1_073_741_824, OCTETS);
    if (longest < reference) {
      settings.fault(LONGEST, "must be at least master.result-reference-bytes");
    }
    if (ofJob < longest) {
      settings.fault(OF_JOB, "must be at least " + LONGEST);
    }
    if (all / PART_OF_ONE_CALLER < longest) {
      settings.fault(ALL, "must be at least four times " + LONGEST);
    }
    return new ResultBounds(reference, longest, ofJob, all);
  }

  /** Whether any output is stored by reference. */
  public boolean isUsed() {
    return longest > 0;
  }

  void require(EntityManager em, StoredResults.Place place, long octets) {
    require(
        sum(em, " where r.jobId = ?1", place.jobId()) + octets <= ofJob, "stored-results-of-job");
    require(
        sum(em, " where r.caller = ?1", place.caller()) + octets <= all / PART_OF_ONE_CALLER,
        "stored-results-of-caller");
    require(sum(em, "") + octets <= all, "stored-results");
  }

  private static void require(boolean holds, String reason) {
    if (!holds) {
      throw new UnsuitableValue(reason);
    }
  }

  private static long sum(EntityManager em, String condition, String... values) {
    TypedQuery<Long> query =
        em.createQuery("select sum(r.octets) from StoredResultRow r" + condition, Long.class);
    for (int index = 0; index < values.length; index++) {
      query.setParameter(index + 1, values[index]);
    }
    return Optional.ofNullable(query.getSingleResult()).orElse(0L); // of no rows it is null
  }
}
