package org.bailiwick.master.journal;

import jakarta.persistence.EntityManager;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The bounds of unfinished jobs. They are counted in the transaction that accepts a job, because
 * requests may come at the same time.
 *
 * @param ofCaller greatest number of unfinished jobs of one caller
 * @param octets greatest total size of the requests of all unfinished jobs; one caller has a
 *     quarter of it, and the callers of one trust domain have half
 */
public record JobBounds(int ofCaller, long octets) {

  private static final int PART_OF_ONE_CALLER = 4;
  private static final int PART_OF_ONE_DOMAIN = 2;

  public long octetsOfCaller() {
    return octets / PART_OF_ONE_CALLER;
  }

  void require(EntityManager em, String caller, long request) {
    Object[] own =
        em.createQuery(
                "select count(j), sum(j.requestOctets) from JobRow j"
                    + " where j.caller = :caller and j.state = 'running'",
                Object[].class)
            .setParameter("caller", caller)
            .getSingleResult();
    if (number(own[0]) >= ofCaller) {
      throw refused("jobs-per-caller", "The caller has too many unfinished jobs.");
    }
    if (number(own[1]) + request > octetsOfCaller()) {
      throw refused("job-octets-per-caller", "The caller's unfinished jobs are too large.");
    }
    Object[] sizes =
        em.createQuery(
                "select sum(case when j.caller like :domain escape '!' then j.requestOctets else 0"
                    + " end), sum(j.requestOctets) from JobRow j where j.state = 'running'",
                Object[].class)
            .setParameter("domain", callersOfDomain(caller))
            .getSingleResult();
    if (number(sizes[0]) + request > octets / PART_OF_ONE_DOMAIN) {
      throw refused(
          "job-octets-per-domain", "The unfinished jobs of the caller's domain are too large.");
    }
    if (number(sizes[1]) + request > octets) {
      throw refused("job-octets", "The unfinished jobs of all callers are too large.");
    }
  }

  private static String callersOfDomain(String caller) {
    String domain = SpiffeId.parse(caller).trustDomain().name();
    return "spiffe://" + domain.replace("_", "!_") + "/%";
  }

  /** A count or sum; the sum of no rows is null. */
  private static long number(Object sum) {
    return sum == null ? 0 : ((Number) sum).longValue();
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.TOO_MANY_REQUESTS, check, detail);
  }
}
