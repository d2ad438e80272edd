package org.bailiwick.master.tokenends;

import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bailiwick.master.tokenledger.StepContext;
import org.bailiwick.master.tokenledger.TokenRecord;

/**
 * The running jobs that rest on a token: of an access token those whose root descends from it, of a
 * person's session those of its access tokens, of a root its job, of a step's token the job while
 * the step is open. No job rests on a token that an agent has got in exchange for the token of its
 * step.
 */
final class RestingJobs {

  private static final String RUNNING = "select j.jobId from JobRow j where j.state = 'running'";

  private static final String BELOW =
      "select t.parentJti, t.jobId from TokenRow t, JobRow j where t.parentJti in :tokens"
          + " and t.kind = 'job' and j.jobId = t.jobId and j.state = 'running' order by t.jobId";

  private static final String ROOTS =
      "select t.jti, t.jobId from TokenRow t, JobRow j where t.jti in :tokens"
          + " and j.jobId = t.jobId and j.state = 'running' order by t.jobId";

  private RestingJobs() {}

  /** The ids of these jobs, in order. */
  static List<String> of(EntityManager em, TokenRecord token) {
    return switch (token.kind()) {
      case ACCESS, PARTNER -> ofAccessToken(em, token.jti());
      case SESSION -> ofSession(em, token.jti());
      case JOB -> ofRoot(em, token.jti());
      case STEP -> token.context().map(step -> ofStep(em, step)).orElse(List.of());
      case REPLACEMENT, GRANT -> List.of();
    };
  }

  /**
   * The same for each of these tokens, with one query for all of a kind of which there are many.
   */
  static Map<String, List<String>> ofAll(EntityManager em, Collection<TokenRecord> tokens) {
    Map<String, List<String>> jobs = new TreeMap<>();
    List<String> access = new ArrayList<>();
    List<String> roots = new ArrayList<>();
    for (TokenRecord token : tokens) {
      switch (token.kind()) {
        case ACCESS, PARTNER -> access.add(token.jti());
        case JOB -> roots.add(token.jti());
        case SESSION, STEP, REPLACEMENT, GRANT -> jobs.put(token.jti(), of(em, token));
      }
    }
    add(em, BELOW, access, jobs);
    add(em, ROOTS, roots, jobs);
    return jobs;
  }

  private static void add(
      EntityManager em, String query, List<String> tokens, Map<String, List<String>> jobs) {
    if (tokens.isEmpty()) {
      return;
    }
    for (Object[] found :
        em.createQuery(query, Object[].class).setParameter("tokens", tokens).getResultList()) {
      jobs.computeIfAbsent((String) found[0], token -> new ArrayList<>()).add((String) found[1]);
    }
  }

  /** Those of these tokens that were ended themselves. */
  static Set<String> ended(EntityManager em, Collection<TokenRecord> tokens) {
    return new TreeSet<>(
        em.createQuery("select e.jti from TokenEndRow e where e.jti in :tokens", String.class)
            .setParameter("tokens", tokens.stream().map(TokenRecord::jti).toList())
            .getResultList());
  }

  /** Whether the token itself was ended. */
  static boolean hasEnded(EntityManager em, String jti) {
    return !em.createQuery("select e.jti from TokenEndRow e where e.jti = :jti", String.class)
        .setParameter("jti", jti)
        .getResultList()
        .isEmpty();
  }

  private static List<String> ofAccessToken(EntityManager em, String jti) {
    return em.createQuery(
            RUNNING
                + " and j.jobId in (select t.jobId from TokenRow t"
                + " where t.parentJti = :jti and t.kind = 'job') order by j.jobId",
            String.class)
        .setParameter("jti", jti)
        .getResultList();
  }

  private static List<String> ofSession(EntityManager em, String jti) {
    return em.createQuery(
            RUNNING
                + " and j.jobId in (select t.jobId from TokenRow t, TokenRow a"
                + " where t.parentJti = a.jti and a.parentJti = :jti and t.kind = 'job')"
                + " order by j.jobId",
            String.class)
        .setParameter("jti", jti)
        .getResultList();
  }

  private static List<String> ofRoot(EntityManager em, String jti) {
    return em.createQuery(
            RUNNING + " and j.jobId in (select t.jobId from TokenRow t where t.jti = :jti)",
            String.class)
        .setParameter("jti", jti)
        .getResultList();
  }

  private static List<String> ofStep(EntityManager em, StepContext context) {
    return em.createQuery(
            RUNNING
                + " and j.jobId = :job and j.jobId in (select s.jobId from StepRow s"
                + " where s.jobId = :job and s.stepId = :step"
                + " and s.state not in ('done', 'failed', 'cancelled'))",
            String.class)
        .setParameter("job", context.jobId())
        .setParameter("step", context.stepId().orElse(""))
        .getResultList();
  }
}
