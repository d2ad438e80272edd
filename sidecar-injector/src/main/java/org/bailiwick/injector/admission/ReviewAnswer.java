package org.bailiwick.injector.admission;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bailiwick.injector.pod.PodVerdict;
import org.bailiwick.node.json.JsonText;

/** Writes the answer to an AdmissionReview. */
final class ReviewAnswer {
  private static final int FORBIDDEN = 403;

  private ReviewAnswer() {}

  /** The document, with the uid of the request. */
  static String of(String uid, PodVerdict verdict) {
    Map<String, Object> response = new LinkedHashMap<>();
    response.put("uid", uid);
    response.put("allowed", !(verdict instanceof PodVerdict.Refused));
    switch (verdict) {
      case PodVerdict.Patched patched -> {
        response.put("patchType", "JSONPatch");
        response.put(
            "patch",
            Base64.getEncoder()
                .encodeToString(patched.patch().toString().getBytes(StandardCharsets.UTF_8)));
      }
      case PodVerdict.Warned warned ->
          response.put(
              "warnings",
              List.of(
                  "The pod starts without the sidecar of bailiwick.org: "
                      + text(warned.message(), warned.check())));
      case PodVerdict.Refused refused ->
          response.put(
              "status",
              Map.of(
                  "code",
                  FORBIDDEN,
                  "reason",
                  "Forbidden",
                  "message",
                  text(refused.message(), refused.check())));
      case PodVerdict.Left left -> {
        // nothing to add
      }
    }
    Map<String, Object> review = new LinkedHashMap<>();
    review.put("apiVersion", ReviewRequest.VERSION);
    review.put("kind", ReviewRequest.KIND);
    review.put("response", response);
    return JsonText.of(review);
  }

  private static String text(String message, String check) {
    return message + " (" + check + ")";
  }
}
