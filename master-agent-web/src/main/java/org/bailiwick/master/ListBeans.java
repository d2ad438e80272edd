package org.bailiwick.master;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.master.lists.JobList;
import org.bailiwick.master.lists.PartnerList;
import org.bailiwick.master.lists.TokenFamily;
import org.bailiwick.master.lists.TokenList;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.lists.ListReader;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.trust.PartnerDirectory;
import org.bailiwick.node.writer.GroupWriter;

/** Produces the lists for officers and auditors, and their reader. */
@ApplicationScoped
class ListBeans {

  @Produces
  @Singleton
  PageTokens pageTokens(GroupWriter writer) {
    return PageTokens.ofAllNodes(writer);
  }

  @Produces
  @Singleton
  ListReader reader(Gate gate, PageTokens tokens, Clock clock) {
    return new ListReader(gate, tokens, clock);
  }

  @Produces
  @Singleton
  JobList jobs(Store store) {
    return new JobList(store);
  }

  @Produces
  @Singleton
  TokenList tokens(Store store, Clock clock) {
    return new TokenList(store, clock);
  }

  @Produces
  @Singleton
  TokenFamily tokenFamily(Store store, Clock clock) {
    return new TokenFamily(store, clock);
  }

  @Produces
  @Singleton
  PartnerList partners(PartnerDirectory directory) {
    return new PartnerList(directory);
  }
}
