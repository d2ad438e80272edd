package org.bailiwick.node.description;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class InterfaceDocumentTest {

  @Test
  void namesTheServerThatIsConfigured() {
    assertThat(InterfaceDocument.at("openapi: 3.1.0", URI.create("https://agents.example/ars")))
        .isEqualTo("openapi: 3.1.0\nservers:\n  - url: https://agents.example/ars\n");
  }
}
