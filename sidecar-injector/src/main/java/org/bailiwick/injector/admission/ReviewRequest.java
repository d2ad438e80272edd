package org.bailiwick.injector.admission;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The request in an AdmissionReview; its uid is one that can be repeated. */
record ReviewRequest(String uid, JsonObject request) {
  static final String VERSION = "admission.k8s.io/v1";
  static final String KIND = "AdmissionReview";

  /** A UUID as API servers send; others may have any plain characters. */
  private static final Pattern UID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

  /**
   * Reads the body.
   *
   * @throws ProblemException malformed-request with a check of StrictJson, or with
   *     admission-version, admission-request or admission-uid
   */
  static ReviewRequest read(byte[] body) {
    JsonObject review = StrictJson.object(body);
    if (!text(review, "apiVersion").equals(Optional.of(VERSION))
        || !text(review, "kind").equals(Optional.of(KIND))) {
      throw refusal("admission-version", "The body is no AdmissionReview of " + VERSION + ".");
    }
    if (!(review.get("request") instanceof JsonObject request)) {
      throw refusal("admission-request", "The AdmissionReview has no request.");
    }
    String uid = text(request, "uid").orElse("");
    if (!UID.matcher(uid).matches()) {
      throw refusal("admission-uid", "The request has no uid that can be repeated.");
    }
    return new ReviewRequest(uid, request);
  }

  private static ProblemException refusal(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }

  private static Optional<String> text(JsonObject object, String name) {
    return object.get(name) instanceof JsonString text
        ? Optional.of(text.getString())
        : Optional.empty();
  }

  /** A text of the request; empty if it is absent, null or no text. */
  String text(String name) {
    return text(request, name).orElse("");
  }

  /** Whether it is about a pod that is created, and not about a part of one. */
  boolean isNewPod() {
    return request.get("resource") instanceof JsonObject resource
        && text(resource, "group").orElse("").isEmpty()
        && text(resource, "version").equals(Optional.of("v1"))
        && text(resource, "resource").equals(Optional.of("pods"))
        && text("operation").equals("CREATE")
        && text("subResource").isEmpty();
  }

  /** The pod, if the object is one. */
  Optional<JsonObject> pod() {
    return request.get("object") instanceof JsonObject pod
            && text(pod, "kind").equals(Optional.of("Pod"))
            && text(pod, "apiVersion").equals(Optional.of("v1"))
        ? Optional.of(pod)
        : Optional.empty();
  }

  /** The name of the pod, or the beginning of the one that it will get. */
  String podName() {
    return pod()
        .flatMap(found -> object(found, "metadata"))
        .map(known -> text(known, "name").or(() -> text(known, "generateName")).orElse(""))
        .orElse("");
  }

  private static Optional<JsonObject> object(JsonObject parent, String name) {
    return parent.get(name) instanceof JsonObject found ? Optional.of(found) : Optional.empty();
  }
}
