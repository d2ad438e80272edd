package org.bailiwick.policy.review;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.CedarJson;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.AuthorizationResponse;
import com.cedarpolicy.model.AuthorizationSuccessResponse.AuthorizationError;
import com.cedarpolicy.model.entity.Entities;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.model.schema.Schema;
import com.cedarpolicy.model.schema.Schema.JsonOrCedar;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.Value;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.policy.PolicyRefusedException;

/** Cedar's parser and evaluator, for policies that the decision point has accepted already. */
final class CedarTexts {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final BasicAuthorizationEngine ENGINE = new BasicAuthorizationEngine();

  private CedarTexts() {}

  /** The policies of one file. */
  static List<ReviewedPolicy> policies(String action, String text) {
    try {
      List<ReviewedPolicy> policies = new ArrayList<>();
      for (Policy policy : PolicySet.parsePolicies(text).policies) {
        JsonNode json = JSON.readTree(policy.toJson());
        String id = json.path("annotations").path("id").asText();
        policies.add(
            new ReviewedPolicy(action, id, json, Policy.fromJson(id, policy.toJson()).getSource()));
      }
      return policies;
    } catch (AuthException | JsonProcessingException e) {
      throw new PolicyRefusedException(action + ".cedar cannot be parsed", e);
    }
  }

  /** The schema in JSON. */
  static JsonNode schema(String text) {
    try {
      return Schema.parse(JsonOrCedar.Cedar, text).toJsonFormat();
    } catch (AuthException | JsonProcessingException e) {
      throw new PolicyRefusedException("the schema cannot be parsed", e);
    }
  }

  /** The text of a policy that is given in JSON. */
  static String text(JsonNode policy) {
    try {
      return Policy.fromJson("policy", policy.toString()).getSource();
    } catch (AuthException e) {
      throw new IllegalArgumentException("not a policy in Cedar's JSON", e);
    }
  }

  /**
   * What Cedar says of each of several permits, each alone.
   *
   * @param applied the names of those whose scope and conditions are all true
   * @param failed why each of the others that could not be evaluated failed
   */
  record Evaluated(Set<String> applied, Map<String, String> failed) {}

  /**
   * Evaluates permits for a question without a schema, since a condition that was taken out of its
   * policy need not pass validation alone.
   *
   * @param permits policies in Cedar's JSON whose effect is permit, by a name
   * @param question the question in Cedar's JSON, of {@link QuestionJson#cedar}
   */
  static Evaluated evaluate(Map<String, JsonNode> permits, JsonNode question) {
    try {
      Set<Policy> policies = new LinkedHashSet<>();
      for (Map.Entry<String, JsonNode> permit : permits.entrySet()) {
        policies.add(Policy.fromJson(permit.getKey(), permit.getValue().toString()));
      }
      Map<String, Value> context =
          CedarJson.objectMapper()
              .readValue(
                  question.path("context").toString(), new TypeReference<Map<String, Value>>() {});
      AuthorizationResponse response =
          ENGINE.isAuthorized(
              new AuthorizationRequest(
                  uid(question.path("principal")),
                  uid(question.path("action")),
                  uid(question.path("resource")),
                  Optional.of(context),
                  Optional.empty(),
                  false),
              new PolicySet(policies),
              Entities.parse(question.path("entities").toString()));
      return evaluated(response);
    } catch (AuthException | JsonProcessingException e) {
      throw new IllegalArgumentException("Cedar cannot evaluate this question", e);
    }
  }

  private static Evaluated evaluated(AuthorizationResponse response) {
    return response
        .success
        .map(
            success -> {
              Map<String, String> failed = new HashMap<>();
              for (AuthorizationError error : success.getErrors()) {
                failed.put(error.getPolicyId(), error.getError().message);
              }
              return new Evaluated(Set.copyOf(success.getReason()), failed);
            })
        .orElseThrow(() -> new IllegalArgumentException("Cedar does not take this question"));
  }

  private static EntityUID uid(JsonNode uid) {
    return EntityTypeName.parse(uid.path("type").asText())
        .orElseThrow(() -> new IllegalArgumentException("not the name of an entity type"))
        .of(uid.path("id").asText());
  }
}
