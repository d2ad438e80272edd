package org.bailiwick.master.httpsignature;

import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.method.RequestHead;

/** What a signature is for; it says so by its tag (RFC 9421 section 2.3). */
public enum SignaturePurpose {
  /** The signature of an account by its shared secret. It has no tag, and names its secret. */
  SHARED_SECRET(Optional.empty(), ProblemType.SIGNATURE_INVALID) {
    @Override
    void requireOwn(SignatureFields fields, RequestHead head) {
      SignatureFields.Names names = fields.names();
      List<String> covered = fields.components();
      if (names.keyId().filter(id -> !id.isEmpty()).isEmpty()) {
        throw invalid("signature-keyid", "The keyid is missing.");
      }
      if (names.algorithm().filter(alg -> !alg.equals(RequestSignature.HMAC)).isPresent()) {
        throw invalid("signature-alg", "The algorithm is not " + RequestSignature.HMAC + ".");
      }
      if (names.audience().isPresent()) {
        throw invalid("signature-wimse-aud", "The signature was made for another use.");
      }
      if (!covered.contains("@target-uri") && !covered.containsAll(URI_IN_PARTS)) {
        throw invalid(
            "signature-coverage",
            "The signature covers @target-uri, or @authority, @path and @query.");
      }
    }
  },

  /** The signature of a workload by its key (draft-ietf-wimse-http-signature section 3). */
  WORKLOAD(Optional.of("wimse-workload-to-workload"), ProblemType.PROOF_OF_POSSESSION_FAILED) {
    @Override
    void requireOwn(SignatureFields fields, RequestHead head) {
      SignatureFields.Names names = fields.names();
      if (names.keyId().isPresent() || names.algorithm().isPresent()) {
        throw invalid("signature-keyid", "The signature of a workload has no keyid and no alg.");
      }
      if (names.audience().isEmpty()) {
        throw invalid("signature-wimse-aud", "The signature names no audience.");
      }
      if (!fields.components().contains("@request-target")) {
        throw invalid("signature-coverage", "The signature covers @request-target.");
      }
      for (String field : COVERED_IF_THERE) {
        if (!head.header(field).isEmpty() && !fields.components().contains(field)) {
          throw invalid("signature-coverage", "The signature covers " + field + ".");
        }
      }
    }
  };

  private static final List<String> URI_IN_PARTS = List.of("@authority", "@path", "@query");

  /** The fields that the draft names, and the one with the certificate. */
  private static final List<String> COVERED_IF_THERE =
      List.of(
          "content-type",
          "content-digest",
          "authorization",
          "txn-token",
          "workload-identity-token",
          CertificateField.NAME);

  private final Optional<String> tag;
  private final ProblemType refusal;

  SignaturePurpose(Optional<String> tag, ProblemType refusal) {
    this.tag = tag;
    this.refusal = refusal;
  }

  /** Refuses a signature that does not cover or say what one for this purpose must. */
  abstract void requireOwn(SignatureFields fields, RequestHead head);

  /** Whether the signature is for this purpose, or for none that is known. */
  boolean isOf(SignatureFields fields) {
    Optional<String> shown = fields.names().tag();
    return this == SHARED_SECRET ? !WORKLOAD.tag.equals(shown) : tag.equals(shown);
  }

  /** Refuses a signature for a purpose that is not known. */
  void requireTag(SignatureFields fields) {
    if (!tag.equals(fields.names().tag())) {
      throw invalid("signature-tag", "The signature was made for another use.");
    }
  }

  ProblemException invalid(String check, String detail) {
    return new ProblemException(refusal, check, detail);
  }
}
