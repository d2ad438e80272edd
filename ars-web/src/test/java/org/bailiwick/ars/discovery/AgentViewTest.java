package org.bailiwick.ars.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.junit.jupiter.api.Test;

class AgentViewTest {
  private final TestLeaf leaf = TestCa.create("bailiwick.example").agent("reader", "a.b@1");

  @Test
  void aRecordIsShownWithItsAttributesAndThoseOfItsCertificate() {
    AgentRecord record =
        new AgentRecord(
            "urn:uuid:0190a000-0000-7000-8000-000000000001",
            AgentId.parse("spiffe://bailiwick.example/agent/reader"),
            "Finance",
            CapabilitySet.parse(List.of("a.b@1")),
            "https://127.0.0.1:7001/work",
            List.of("mtls", "wit"),
            AgentRecord.Credential.of(AgentCredential.read(leaf.certificate())),
            AgentState.LISTED);
    assertThat(AgentView.of(record))
        .hasToString(
            """
            {"id":"urn:uuid:0190a000-0000-7000-8000-000000000001",\
            "agent":"spiffe://bailiwick.example/agent/reader","owner":"Finance",\
            "capabilities":["a.b@1"],"locator":"https://127.0.0.1:7001/work",\
            "validation_methods":["mtls","wit"],"serial":"%s","expires_at":"%s",\
            "state":"listed","certificate_sha256":"%s"}"""
                .formatted(
                    new SerialNumber(leaf.certificate().getSerialNumber()).hex(),
                    leaf.certificate().getNotAfter().toInstant(),
                    Pem.sha256(leaf.certificate())));
  }
}
