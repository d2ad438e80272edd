package org.bailiwick.injector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bailiwick.injector.policy.InjectionPolicy;
import org.bailiwick.injector.testing.KubernetesObjects;
import org.junit.jupiter.api.Test;

/** The manifests in packaging/kubernetes by the published schemas. */
class ManifestsTest {
  private static final Path MANIFESTS = Path.of("..", "packaging", "kubernetes");

  private static List<JsonNode> documents(String file) throws IOException {
    YAMLMapper yaml = new YAMLMapper();
    try (MappingIterator<JsonNode> all =
        yaml.readerFor(JsonNode.class).readValues(MANIFESTS.resolve(file).toFile())) {
      return all.readAll();
    }
  }

  private static <T> T only(String file, int at, Class<T> type) throws IOException {
    return KubernetesObjects.read(documents(file).get(at).toString(), type);
  }

  @Test
  void theReaderRefusesWhatTheSchemasDoNotHave() {
    assertThatThrownBy(
            () ->
                KubernetesObjects.read(
                    "{\"kind\": \"Pod\", \"spec\": {\"containers\": [{\"volumeMount\": []}]}}",
                    Pod.class))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("volumeMount");
  }

  @Test
  void theDeploymentIsRestrictedAndHasNoRights() throws IOException {
    assertThat(only("deployment.yaml", 0, ServiceAccount.class).getAutomountServiceAccountToken())
        .isFalse();
    var pod = only("deployment.yaml", 1, Deployment.class).getSpec().getTemplate().getSpec();
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    Container injector = pod.getContainers().getFirst();
    assertThat(injector.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(injector.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(injector.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(injector.getReadinessProbe().getHttpGet().getScheme()).isEqualTo("HTTPS");
    assertThat(only("namespace.yaml", 0, Namespace.class).getMetadata().getLabels())
        .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
  }

  @Test
  void theWebhooksAskAboutNewPodsOfLabelledNamespaces() throws IOException {
    List<MutatingWebhook> webhooks =
        only("webhook.yaml", 0, MutatingWebhookConfiguration.class).getWebhooks();
    assertThat(webhooks)
        .extracting(
            MutatingWebhook::getFailurePolicy,
            webhook -> webhook.getNamespaceSelector().getMatchLabels())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "Fail", Map.of("bailiwick.org/injection", "closed")),
            org.assertj.core.groups.Tuple.tuple(
                "Ignore", Map.of("bailiwick.org/injection", "open")));
    Service service = only("service.yaml", 0, Service.class);
    assertThat(webhooks)
        .allSatisfy(
            webhook -> {
              assertThat(webhook.getMatchPolicy()).isEqualTo("Equivalent");
              assertThat(webhook.getReinvocationPolicy()).isEqualTo("IfNeeded");
              assertThat(webhook.getSideEffects()).isEqualTo("None");
              assertThat(webhook.getTimeoutSeconds()).isBetween(6, 9);
              assertThat(webhook.getAdmissionReviewVersions()).containsExactly("v1");
              assertThat(webhook.getRules().getFirst().getOperations()).containsExactly("CREATE");
              assertThat(webhook.getRules().getFirst().getResources()).containsExactly("pods");
              assertThat(webhook.getClientConfig().getService().getName())
                  .isEqualTo(service.getMetadata().getName());
            });
  }

  @Test
  void theKustomizationHasAllFilesAndThePolicyIsReadable() throws IOException {
    JsonNode kustomization = documents("kustomization.yaml").getFirst();
    for (JsonNode resource : kustomization.get("resources")) {
      assertThat(MANIFESTS.resolve(resource.asText())).exists();
    }
    InjectionPolicy policy =
        InjectionPolicy.parse(Files.readAllBytes(MANIFESTS.resolve("policy.json")));
    assertThat(policy.namespaces()).as("nothing is permitted that nobody wrote").isEmpty();
  }
}
