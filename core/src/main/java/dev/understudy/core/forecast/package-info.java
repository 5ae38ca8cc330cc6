/** What latency is likely to do next, from plain numbers. Imports nothing of ours. */
package dev.understudy.core.forecast;
