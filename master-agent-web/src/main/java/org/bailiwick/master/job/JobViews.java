package org.bailiwick.master.job;

import java.util.Map;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.texts.TextShares;

/** Reads jobs with their results, few long ones at a time. */
public final class JobViews {

  private final JobJournal journal;
  private final TextShares shares;

  public JobViews(JobJournal journal, TextShares shares) {
    this.journal = journal;
    this.shares = shares;
  }

  String of(JobRecord job) {
    Map<String, Integer> lengths = journal.resultLengths(job.jobId());
    long length = lengths.values().stream().mapToLong(Integer::longValue).sum();
    return shares.holding(
        SpiffeId.parse(job.owner().caller()).trustDomain(),
        length,
        () -> JobView.of(job, journal.results(job.jobId(), lengths.keySet())));
  }
}
