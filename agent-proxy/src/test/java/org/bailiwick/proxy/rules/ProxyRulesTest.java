package org.bailiwick.proxy.rules;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyRulesTest {
  @TempDir private Path temp;

  @Test
  void aFileWithAFaultStartsNoProxy() throws Exception {
    Map<String, String> faults =
        Map.of(
            "{\"audience\": []}",
            "known members",
            "{\"assertion_lifetime\": \"PT1H\"}",
            "PT5M",
            "{\"destinations\": [{\"origin\": \"http://a.example\"}]}",
            "https",
            "{\"destinations\": [{\"origin\": \"https://a.example/x\"}]}",
            "no path",
            "{\"destinations\": [{\"origin\": \"https://a.example\", \"methods\": [\"GET\"],"
                + " \"paths\": [\"/\"]}]}",
            "peer or a ca_file",
            "{\"destinations\": [{\"origin\": \"https://a.example\", \"ca_file\": \"c\","
                + " \"methods\": [\"BREW\"], \"paths\": [\"/\"]}]}",
            "methods",
            "{\"destinations\": [{\"origin\": \"https://a.example\", \"ca_file\": \"c\","
                + " \"methods\": [\"GET\"], \"paths\": []}]}",
            "paths",
            "{\"enforcement\": {\"url\": \"http://pdp.example\", \"application\": \"a\"}}",
            "of this machine");
    for (Map.Entry<String, String> fault : faults.entrySet()) {
      Path file = Files.writeString(temp.resolve("faulty.json"), fault.getKey());
      assertThatThrownBy(() -> ProxyRules.read(file)).hasMessageContaining(fault.getValue());
    }
    Path shared = Files.writeString(temp.resolve("shared.json"), "{}");
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rw-rw-r--"));
    assertThatThrownBy(() -> ProxyRules.read(shared)).hasMessageContaining("written by others");
  }
}
