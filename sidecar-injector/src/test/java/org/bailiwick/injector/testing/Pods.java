package org.bailiwick.injector.testing;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Policies, pods and reviews for tests. */
public final class Pods {
  /** The image of the sidecar. */
  public static final String IMAGE = "registry.example/bailiwick@sha256:" + "ab".repeat(32);

  /** A policy with a namespace of each kind. */
  public static final String POLICY =
      """
      {"sidecar": {"image": "%s", "audience": "https://aca.example", "token_lifetime": "PT15M",
         "authority": {"url": "https://aca.example:8443", "plain_url": "http://aca.example:8080",
           "root_fingerprint": "%s"}},
       "namespaces": {
         "agents": {"owners": ["Treasury", "R&D $(HOME) \\"x\\""], "capabilities": ["fx.rates@1", "fx.report@2?region=eu"],
           "profile": "pod", "rules": "rates-proxy", "user_token": "rates-user"},
         "all": {"inject": "all", "owners": ["Treasury"], "capabilities": ["fx.rates@1"],
           "profile": "pod", "rules": "rates-proxy", "user_token": "rates-user"},
         "open": {"failure": "open", "owners": ["Treasury"], "capabilities": ["fx.rates@1"],
           "profile": "pod", "rules": "rates-proxy", "user_token": "rates-user"}}}
      """
          .formatted(IMAGE, "cd".repeat(32));

  /**
   * A pod of a ReplicaSet, as the admission of service accounts leaves it: with null times,
   * defaults, and the mounted token of the service account.
   */
  public static final String POD =
      """
      {"kind": "Pod", "apiVersion": "v1",
       "metadata": {"generateName": "rates-6c9f7d8b5-", "creationTimestamp": null,
         "labels": {"app": "rates", "pod-template-hash": "6c9f7d8b5", "bailiwick.org/inject": "true"},
         "annotations": {"bailiwick.org/owner": "Treasury", "bailiwick.org/capabilities": "fx.rates@1, fx.report@2?region=eu",
           "prometheus.io/scrape": "true"},
         "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "rates-6c9f7d8b5",
           "uid": "2f1d8b8e-6f0e-4b5e-9f7a-5a3c6f6f0a11", "controller": true, "blockOwnerDeletion": true}],
         "managedFields": [{"manager": "kube-controller-manager", "operation": "Update", "apiVersion": "v1",
           "time": "2026-11-30T10:00:00Z", "fieldsType": "FieldsV1",
           "fieldsV1": {"f:metadata": {"f:labels": {".": {}, "f:app": {}}}}}]},
       "spec": {
         "volumes": [{"name": "kube-api-access-7xk2p", "projected": {"sources": [
             {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
             {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
             {"downwardAPI": {"items": [{"path": "namespace", "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}]}}],
           "defaultMode": 420}}],
         "containers": [{"name": "rates", "image": "registry.example/rates:1", "ports": [{"containerPort": 7001, "protocol": "TCP"}],
           "env": [{"name": "LOG", "value": "info"}],
           "resources": {"limits": {"memory": "256Mi"}, "requests": {"cpu": "100m", "memory": "256Mi"}},
           "volumeMounts": [{"name": "kube-api-access-7xk2p", "readOnly": true, "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"}],
           "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File", "imagePullPolicy": "IfNotPresent",
           "securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}}}],
         "restartPolicy": "Always", "terminationGracePeriodSeconds": 30, "dnsPolicy": "ClusterFirst",
         "serviceAccountName": "rates", "serviceAccount": "rates",
         "securityContext": {"runAsNonRoot": true, "runAsUser": 10001, "fsGroup": 10001},
         "schedulerName": "default-scheduler",
         "tolerations": [{"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}],
         "priority": 0, "enableServiceLinks": true, "preemptionPolicy": "PreemptLowerPriority"},
       "status": {}}
      """;

  /** The uid of {@link #review}. */
  public static final String UID = "705ab4f5-6393-11e8-b7cc-42010a800002";

  private static final String REVIEW =
      """
      {"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1",
       "request": {"uid": "%s",
         "kind": {"group": "", "version": "v1", "kind": "Pod"},
         "resource": {"group": "", "version": "v1", "resource": "pods"},
         "requestKind": {"group": "", "version": "v1", "kind": "Pod"},
         "requestResource": {"group": "", "version": "v1", "resource": "pods"},
         "namespace": "%s", "operation": "CREATE",
         "userInfo": {"username": "system:serviceaccount:kube-system:replicaset-controller",
           "uid": "6a0c1b1e-9f5a-4b0c-8d0a-1d8a3a0f9d11",
           "groups": ["system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated"]},
         "object": %s, "oldObject": null, "dryRun": false,
         "options": {"kind": "CreateOptions", "apiVersion": "meta.k8s.io/v1"}}}
      """;

  private Pods() {}

  /** The question of an API server about this pod. */
  public static String review(String namespace, String pod) {
    return REVIEW.formatted(UID, namespace, pod);
  }

  public static JsonObject object(String json) {
    return Json.createReader(new StringReader(json)).readObject();
  }

  /** The patch in an answer. */
  public static JsonArray patch(String answer) {
    String base64 = object(answer).getJsonObject("response").getString("patch");
    String json = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    return Json.createReader(new StringReader(json)).readArray();
  }

  /** The pod after the patch, by the JSON Patch of Jakarta JSON Processing. */
  public static JsonObject patched(JsonObject pod, JsonArray patch) {
    return Json.createPatch(patch).apply(pod);
  }
}
