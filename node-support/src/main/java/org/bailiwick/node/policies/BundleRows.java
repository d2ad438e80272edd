package org.bailiwick.node.policies;

import jakarta.persistence.EntityManager;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.writer.UnitOfWork;
import org.bailiwick.policy.VersionFloor.Loaded;
import org.bailiwick.policy.bundle.BundleCheck;
import org.bailiwick.policy.bundle.BundleRefusedException;
import org.bailiwick.policy.bundle.VerifiedBundle;

/** The rows of bundles and nodes. */
final class BundleRows {

  /** Bundles that are not in force yet, each of which may have 16 MiB. */
  private static final int MOST_WAITING = 8;

  /** Bundles that were in force, which are kept for those who ask what they were. */
  private static final int MOST_SUPERSEDED = 10;

  private static final int MOST_NODES = 1000;

  private BundleRows() {}

  /** Highest number first. */
  static List<PolicyBundleRow> bundles(EntityManager em) {
    return em.createQuery(
            "select b from PolicyBundleRow b order by b.number desc", PolicyBundleRow.class)
        .getResultList();
  }

  static List<PolicyNodeRow> nodes(EntityManager em) {
    return em.createQuery("select n from PolicyNodeRow n order by n.node", PolicyNodeRow.class)
        .setMaxResults(MOST_NODES)
        .getResultList();
  }

  /** The highest version that any node has loaded, from a folder or a bundle. */
  static Loaded floor(EntityManager em) {
    return em
        .createQuery(
            "select p.number, p.digest from PolicyVersionRow p order by p.number desc",
            Object[].class)
        .setMaxResults(1)
        .getResultList()
        .stream()
        .findFirst()
        .map(row -> new Loaded((Long) row[0], (String) row[1]))
        .orElseGet(() -> new Loaded(0, ""));
  }

  /** Empty if there is no such bundle. */
  static Optional<byte[]> octets(EntityManager em, long number) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    em.createQuery(
            "select p from PolicyBundlePieceRow p where p.number = :number order by p.piece",
            PolicyBundlePieceRow.class)
        .setParameter("number", number)
        .getResultList()
        .forEach(piece -> all.writeBytes(piece.octets()));
    return all.size() == 0 ? Optional.empty() : Optional.of(all.toByteArray());
  }

  /**
   * A bundle and its octets; nothing if it is there already.
   *
   * @throws ProblemException policy-bundle-refused with the check bundle-number-reused or
   *     bundle-store-full, at the commit
   */
  static UnitOfWork insert(VerifiedBundle bundle, byte[] octets, PolicyBundleRow row) {
    UnitOfWork first =
        em -> {
          if (isNew(em, bundle, row.receivedAt())) {
            em.persist(row);
          }
        };
    return first.thenReferring(
        em -> {
          if (pieces(em, bundle.number()) == 0) {
            for (int at = 0; at < octets.length; at += PolicyBundlePieceRow.OCTETS) {
              int end = Math.min(octets.length, at + PolicyBundlePieceRow.OCTETS);
              em.persist(
                  new PolicyBundlePieceRow(
                      bundle.number(),
                      at / PolicyBundlePieceRow.OCTETS,
                      Arrays.copyOfRange(octets, at, end)));
            }
          }
        });
  }

  private static long pieces(EntityManager em, long number) {
    return em.createQuery(
            "select count(p) from PolicyBundlePieceRow p where p.number = :number", Long.class)
        .setParameter("number", number)
        .getSingleResult();
  }

  private static boolean isNew(EntityManager em, VerifiedBundle bundle, Instant now) {
    List<PolicyBundleRow> all = bundles(em);
    Optional<PolicyBundleRow> same =
        all.stream().filter(row -> row.number() == bundle.number()).findFirst();
    if (same.filter(row -> !row.version().equals(bundle.version())).isPresent()) {
      throw refusal(
          BundleCheck.BUNDLE_NUMBER_REUSED,
          "Number %d was received with other content: give changed policies a new number"
              .formatted(bundle.number()));
    }
    if (same.isEmpty()) {
      requireRoom(all, bundle, now);
    }
    return same.isEmpty();
  }

  /**
   * Those that wait for their time take no room from those that take effect at once, so that eight
   * bundles of a far year cannot keep every other one out.
   */
  private static void requireRoom(List<PolicyBundleRow> all, VerifiedBundle bundle, Instant now) {
    long inForce = inForce(all).map(PolicyBundleRow::number).orElse(0L);
    boolean isDue = !now.isBefore(bundle.effectiveAt());
    long alike =
        all.stream()
            .filter(row -> row.number() > inForce)
            .filter(row -> !now.isBefore(row.effectiveAt()) == isDue)
            .count();
    if (alike >= MOST_WAITING) {
      throw refusal(
          BundleCheck.BUNDLE_STORE_FULL,
          "%d bundles are there already that are not in force".formatted(MOST_WAITING));
    }
  }

  /** The writer passes on problems only. */
  private static ProblemException refusal(BundleCheck check, String message) {
    return BundleIntake.problem(new BundleRefusedException(check, message));
  }

  /** The bundle in force, of rows with the highest number first. */
  static Optional<PolicyBundleRow> inForce(List<PolicyBundleRow> all) {
    return all.stream().filter(row -> row.inForceAt().isPresent()).findFirst();
  }

  /** Notes that this node decides by these policies. */
  static UnitOfWork decides(String node, PolicyNodeRow.Policies policies, Instant now) {
    return em -> {
      PolicyNodeRow known = em.find(PolicyNodeRow.class, node);
      PolicyNodeRow row = known == null ? new PolicyNodeRow(node) : known;
      row.decidesBy(policies, now);
      if (known == null) {
        em.persist(row);
      }
      if (policies.signed()) {
        PolicyBundleRow bundle = em.find(PolicyBundleRow.class, policies.version().number());
        if (bundle != null && bundle.version().equals(policies.version())) {
          bundle.takenAt(now);
        }
      }
    };
  }

  /** Deletes what was superseded long ago. */
  static UnitOfWork forgetSuperseded() {
    return em -> {
      List<PolicyBundleRow> all = bundles(em);
      long inForce = inForce(all).map(PolicyBundleRow::number).orElse(0L);
      all.stream()
          .filter(row -> row.number() < inForce)
          .skip(MOST_SUPERSEDED)
          .mapToLong(PolicyBundleRow::number)
          .forEach(number -> delete(em, number));
    };
  }

  private static void delete(EntityManager em, long number) {
    em.createQuery("delete from PolicyBundlePieceRow p where p.number = :number")
        .setParameter("number", number)
        .executeUpdate();
    em.createQuery("delete from PolicyBundleRow b where b.number = :number")
        .setParameter("number", number)
        .executeUpdate();
  }
}
