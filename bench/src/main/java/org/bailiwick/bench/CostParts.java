package org.bailiwick.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Assigns a call stack to a part of the work for one enrolment. The innermost frame whose package
 * is listed decides, so that the time of a library is assigned to its caller, unless the library is
 * listed itself.
 */
final class CostParts {
  static final String OTHER = "everything else";

  private static final Map<String, List<String>> PACKAGES = new LinkedHashMap<>();

  static {
    PACKAGES.put(
        "signatures verified",
        List.of("org.bailiwick.node.signature.", "com.amazon.corretto.crypto."));
    PACKAGES.put(
        "signature made in the HSM", List.of("org.bailiwick.node.hsm.", "sun.security.pkcs11."));
    PACKAGES.put("database", List.of("org.h2.", "org.postgresql."));
    PACKAGES.put("mapping of rows (JPA)", List.of("org.eclipse.persistence."));
    PACKAGES.put(
        "transactions, pool, EJB",
        List.of("com.sun.ejb.", "com.sun.enterprise.", "com.sun.gjc.", "org.glassfish.ejb."));
    PACKAGES.put("decision (Cedar)", List.of("com.cedarpolicy.", "org.bailiwick.policy."));
    PACKAGES.put(
        "lint", List.of("org.bailiwick.aca.lint.", "org.bailiwick.aca.pipeline.PreflightLint"));
    PACKAGES.put(
        "evidence: parsing and rules",
        List.of(
            "org.bailiwick.aca.evidence.",
            "org.bailiwick.aca.person.",
            "org.bailiwick.aca.attestation.",
            "org.bailiwick.aca.claims.",
            "org.bailiwick.aca.nonce.",
            "org.bailiwick.node.jose."));
    PACKAGES.put(
        "audit rows and group writer",
        List.of("org.bailiwick.node.audit.", "org.bailiwick.node.writer."));
    PACKAGES.put(
        "certificate: body and encoding",
        List.of(
            "org.bailiwick.aca.issuance.",
            "org.bailiwick.aca.pipeline.",
            "org.bailiwick.aca.authority.",
            "org.bailiwick.aca.ledger.",
            "org.bailiwick.contract.capability.",
            "org.bailiwick.contract.credential.",
            "org.bailiwick.contract.identity."));
    PACKAGES.put("TLS", List.of("sun.security.ssl.", "org.glassfish.grizzly.ssl."));
    PACKAGES.put(
        "request: JAX-RS, CDI, JSON",
        List.of(
            "org.glassfish.jersey.",
            "org.jboss.weld.",
            "org.eclipse.yasson.",
            "org.eclipse.parsson.",
            "org.bailiwick.aca.web.",
            "org.bailiwick.contract.json.",
            "org.bailiwick.node."));
    PACKAGES.put(
        "HTTP server",
        List.of("org.glassfish.grizzly.", "org.apache.catalina.", "org.apache.coyote."));
  }

  private CostParts() {}

  /** The part of a stack whose class names are given, innermost first. */
  static String of(List<String> classes) {
    return classes.stream()
        .flatMap(name -> PACKAGES.keySet().stream().filter(part -> belongs(name, part)).limit(1))
        .findFirst()
        .orElse(OTHER);
  }

  private static boolean belongs(String className, String part) {
    return PACKAGES.get(part).stream().anyMatch(className::startsWith);
  }
}
