package org.bailiwick.master.authorizationcontext;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Keeps the authorization contexts of tokens: of an access token that was issued for another
 * domain's grant, and of a grant for another domain.
 */
@Dependent
public class AuthorizationContexts {

  /** The most grants that a job shows. */
  private static final int MOST = 100;

  private final Store store;

  @Inject
  public AuthorizationContexts(Store store) {
    this.store = store;
  }

  /** Inserts the context of the token with this id, whose row is in the same commit. */
  public static UnitOfWork insertion(String jti, AuthorizationContext context) {
    return em -> em.persist(new AuthorizationContextRow(jti, context));
  }

  /** The context of this token; empty if no grant crossed a border for it. */
  public Optional<AuthorizationContext> ofToken(String jti) {
    return store
        .read(em -> Optional.ofNullable(em.find(AuthorizationContextRow.class, jti)))
        .map(AuthorizationContextRow::context);
  }

  /** The context of the access token with which the job was posted that has this root token. */
  public Optional<AuthorizationContext> ofJob(String rootJti) {
    return store
        .read(
            em ->
                em.createQuery(
                        "select c from AuthorizationContextRow c, TokenRow t"
                            + " where t.jti = :root and c.jti = t.parentJti",
                        AuthorizationContextRow.class)
                    .setParameter("root", rootJti)
                    .getResultList())
        .stream()
        .findFirst()
        .map(AuthorizationContextRow::context);
  }

  /** The context of the last grant for this server of another domain that a step led to. */
  public Optional<AuthorizationContext> lastOfStep(String jobId, String stepId, String audience) {
    return store
        .read(
            em ->
                em.createQuery(
                        "select c from AuthorizationContextRow c, TokenRow t"
                            + " where t.jobId = :job and t.stepId = :step and c.jti = t.jti"
                            + " and c.audience = :audience order by t.issuedAt desc, t.jti desc",
                        AuthorizationContextRow.class)
                    .setParameter("job", jobId)
                    .setParameter("step", stepId)
                    .setParameter("audience", audience)
                    .setMaxResults(1)
                    .getResultList())
        .stream()
        .findFirst()
        .map(AuthorizationContextRow::context);
  }

  /** The contexts of the grants that agents got for their work in the job, the newest first. */
  public List<AuthorizationContext> grantsOfJob(String jobId) {
    return store
        .read(
            em ->
                em.createQuery(
                        "select c from AuthorizationContextRow c, TokenRow t"
                            + " where t.jobId = :job and c.jti = t.jti"
                            + " order by t.issuedAt desc, t.jti desc",
                        AuthorizationContextRow.class)
                    .setParameter("job", jobId)
                    .setMaxResults(MOST)
                    .getResultList())
        .stream()
        .map(AuthorizationContextRow::context)
        .toList();
  }
}
