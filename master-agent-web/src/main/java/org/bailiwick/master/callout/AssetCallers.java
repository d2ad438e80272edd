package org.bailiwick.master.callout;

/** The protocols by which assets are called, one for each type that can be called. */
public record AssetCallers(AgentCaller agents, DomainCaller domains) {}
