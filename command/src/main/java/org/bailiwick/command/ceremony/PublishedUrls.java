package org.bailiwick.command.ceremony;

import java.io.PrintWriter;
import java.util.List;
import org.bailiwick.aca.ceremony.certificate.CertificateUrls;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.PlannedKey;

/**
 * Prints, before anything is signed, the URLs that the certificates of a ceremony will contain.
 * Verifiers of the certificates fetch them, and they cannot be changed later.
 */
final class PublishedUrls {

  /** The labels of issuer keys; empty in a ceremony that makes no issuer. */
  private final List<String> issuers;

  private final CertificateUrls urls;

  PublishedUrls(CeremonyPlan plan) {
    this.issuers =
        plan.keys().stream().filter(key -> key.use().isIssuer()).map(PlannedKey::label).toList();
    this.urls = new CertificateUrls(plan.authority().plainBaseUrl());
  }

  void show(PrintWriter out, PrintWriter warnings) {
    if (issuers.isEmpty()) {
      return;
    }
    out.println("Certificates will carry these URLs for as long as they are valid:");
    for (String issuer : issuers) {
      out.println("  CRL of " + issuer + ": " + urls.crl(issuer));
      out.println("  certificate of " + issuer + ": " + urls.issuer(issuer));
    }
    out.println("  OCSP: " + urls.responder());
    if (urls.areOfThisMachineOnly()) {
      warnings.println(
          "WARNING: these URLs lead to this machine only. Nobody else can check certificates by"
              + " them. For service, begin in an empty home with BAILIWICK_AUTHORITY_NAME or"
              + " BAILIWICK_PLAIN_URL (docs/deploy.md).");
    }
    out.flush();
    warnings.flush();
  }
}
