package org.bailiwick.aca.evidence.container;

import java.util.regex.Pattern;
import org.bailiwick.aca.attestation.ImageState;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The statement of a node on one container (docs/attestors/container.md). Only its form is checked
 * here.
 *
 * @param keyThumbprint RFC 7638 thumbprint of the agent's key
 * @param containerId runtime and id, as in a pod's status: {@code containerd://<64 hex digits>}
 */
record ContainerStatement(
    String nonce,
    String keyThumbprint,
    String containerId,
    ImageState image,
    String namespace,
    String serviceAccount,
    String podUid) {

  static final String WHAT = "container-statement";

  private static final Pattern CONTAINER = Pattern.compile("[a-z][a-z0-9+.-]{0,15}://[0-9a-f]{64}");

  /** A UUID, or the digest that a static pod has. */
  private static final Pattern POD = Pattern.compile("[0-9a-f-]{32,36}");

  /** OCI image-spec descriptor, "Registered algorithms", of which only this one is accepted. */
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  /** OCI distribution-spec "pulling manifests": host and repository, no tag and no digest. */
  private static final Pattern REPOSITORY =
      Pattern.compile("[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+");

  private static final int MAX_REPOSITORY = 255;

  static ContainerStatement of(Claims claims) {
    Claims image = member(claims, "image");
    return new ContainerStatement(
        claims.text("nonce"),
        member(claims, "cnf").text("jkt"),
        matching(claims, "container_id", CONTAINER),
        new ImageState(repository(image), matching(image, "digest", DIGEST)),
        claims.text("namespace"),
        claims.text("service_account"),
        matching(member(claims, "pod"), "uid", POD));
  }

  /** The name of the container in the ledger. */
  String subject() {
    return containerId + " pod " + podUid;
  }

  private static Claims member(Claims claims, String name) {
    return claims.object(name).orElseThrow(() -> malformed(name));
  }

  private static String repository(Claims image) {
    if (image.text("name").length() > MAX_REPOSITORY) {
      throw malformed("name");
    }
    return matching(image, "name", REPOSITORY);
  }

  private static String matching(Claims claims, String name, Pattern form) {
    String text = claims.text(name);
    if (!form.matcher(text).matches()) {
      throw malformed(name);
    }
    return text;
  }

  private static ProblemException malformed(String member) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        WHAT + "-claim",
        "In the " + WHAT + ", \"" + member + "\" is missing or not of its form.");
  }
}
