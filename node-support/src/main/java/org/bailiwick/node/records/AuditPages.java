package org.bailiwick.node.records;

import jakarta.persistence.EntityManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.decision.AuditQuestion;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Gives auditors the rows of a component's audit log, all or those of one request, with their
 * hashes, so that auditors can verify the chain. Reading the first page is recorded.
 */
public final class AuditPages {

  /** The most rows of a page. */
  public static final int PAGE = 500;

  /**
   * Most rows that are searched for those of one request. There is no index of requests, since it
   * would slow down every issue.
   */
  private static final int LOOKED_THROUGH = 20_000;

  private static final Pattern REQUEST = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final String chain;
  private final RecordReads reads;
  private final Gate gate;
  private final GroupWriter writer;

  public AuditPages(String chain, RecordReads reads, Gate gate, GroupWriter writer) {
    this.chain = chain;
    this.reads = reads;
    this.gate = gate;
    this.writer = writer;
  }

  /**
   * An auditor's query.
   *
   * @param from first sequence number wanted
   * @param request id of the one request whose rows are wanted
   */
  public record Wanted(long from, Optional<String> request) {

    /** Checks the parameters of a query; {@code request} may be null. */
    public static Wanted of(long from, String request) {
      if (request != null && !REQUEST.matcher(request).matches()) {
        throw new ProblemException(
            ProblemType.MALFORMED_REQUEST,
            "audit-request-form",
            "A request id is 1 to 64 letters, digits, dots, hyphens and underscores.");
      }
      return new Wanted(Math.max(from, 1), Optional.ofNullable(request));
    }
  }

  /**
   * Rows of a chain, with the members that their hashes cover.
   *
   * @param next sequence number at which the next page begins
   * @param last sequence number of the chain's last row
   */
  public record Page(String chain, List<Map<String, Object>> entries, long next, long last) {

    /** The JSON of the answer. */
    public String json() {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("chain", chain);
      members.put("entries", entries);
      members.put("next", next);
      members.put("last", last);
      return JsonText.of(members);
    }
  }

  /** Reads at most {@link #PAGE} rows. */
  public Page read(VerifiedPeer auditor, Wanted wanted) {
    AuditEntry permit = gate.require(AuditQuestion.read(auditor));
    // Recording every page would add rows while an auditor reads, so that there is no last page.
    if (wanted.from() <= 1) {
      writer.record(permit);
    }
    return reads.read(em -> page(em, wanted));
  }

  private Page page(EntityManager em, Wanted wanted) {
    long last = AuditChain.head(em, chain, wanted.from()).seq();
    if (wanted.request().isPresent()) {
      return pageOf(em, wanted.request().get(), wanted.from(), last);
    }
    List<AuditRow> rows = AuditChain.read(em, chain, wanted.from(), PAGE);
    long next = rows.isEmpty() ? wanted.from() : rows.getLast().seq() + 1;
    return new Page(chain, members(rows), next, last);
  }

  private Page pageOf(EntityManager em, String request, long from, long last) {
    Optional<AuditRow> first = AuditChain.read(em, chain, from, 1).stream().findFirst();
    if (first.isEmpty()) {
      return new Page(chain, List.of(), from, last);
    }
    // Earlier rows may be in an archive.
    long to = Math.min(last, first.get().seq() + LOOKED_THROUGH - 1);
    List<AuditRow> rows =
        em.createQuery(
                "select r from AuditRow r where r.chain = :chain and r.seq between :from and :to"
                    + " and r.requestId = :request order by r.chain, r.seq",
                AuditRow.class)
            .setParameter("chain", chain)
            .setParameter("from", first.get().seq())
            .setParameter("to", to)
            .setParameter("request", request)
            .setMaxResults(PAGE)
            .getResultList();
    long next = rows.size() == PAGE ? rows.getLast().seq() + 1 : to + 1;
    return new Page(chain, members(rows), next, last);
  }

  private static List<Map<String, Object>> members(List<AuditRow> rows) {
    return rows.stream().map(AuditRow::members).toList();
  }
}
