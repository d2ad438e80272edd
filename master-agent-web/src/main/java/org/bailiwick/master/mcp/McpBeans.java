package org.bailiwick.master.mcp;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.intake.ServiceRules;
import org.bailiwick.master.job.JobControl;
import org.bailiwick.master.job.JobIntake;
import org.bailiwick.master.job.JobResource;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.method.AuthenticationMethods;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.texts.TextShares;
import org.bailiwick.master.tools.CapabilityTools;
import org.bailiwick.master.tools.CatalogueSchemas;
import org.bailiwick.master.tools.OfferedTools;
import org.bailiwick.master.tools.ToolSchemas;
import org.bailiwick.master.tools.WorkflowTools;

/** Produces the objects of the MCP endpoint. */
@ApplicationScoped
class McpBeans {

  @Inject private ServiceRules rules;
  @Inject private AuthenticationMethods methods;
  @Inject private JobIntake intake;
  @Inject private JobControl control;
  @Inject private Store store;

  @Produces
  @Singleton
  McpServer server(MasterSettings settings, Catalogue catalogue) {
    CallerAuthenticator callers =
        new CallerAuthenticator(rules, ServiceRules.ServiceName.MCP, methods);
    ToolSchemas schemas = new CatalogueSchemas(catalogue);
    List<OfferedTools> tools =
        List.of(
            new WorkflowTools(intake, catalogue, schemas, settings.trustDomain()),
            new CapabilityTools(intake, schemas, settings.trustDomain()));
    return new McpServer(
        new McpServer.Parts(callers, intake, control, store), tools, settings.trustDomain());
  }

  @Produces
  @Singleton
  CallResults results(JobJournal journal, TextShares shares, MasterSettings settings) {
    return new CallResults(journal, shares, settings.component().baseUrl() + JobResource.PATH);
  }
}
