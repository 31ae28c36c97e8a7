// Package store keeps a component's state in a storage extension, or nowhere if none is configured.
package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension/xextension/storage"
)

const instanceKey = "instance"

// Store is a component's part of a storage. Its methods do nothing if there is none.
type Store struct {
	client storage.Client
	// Instance names the component over restarts; without a storage it is new at each start.
	Instance string
}

// Open opens the part that the storage with this id, nil for none, has for a component.
func Open(ctx context.Context, host component.Host, id *component.ID, kind component.Kind, owner component.ID) (*Store, error) {
	store := &Store{}
	if id != nil {
		extension, ok := host.GetExtensions()[*id]
		if !ok {
			return nil, fmt.Errorf("storage %q is not there: list it under service::extensions", id)
		}
		backend, ok := extension.(storage.Extension)
		if !ok {
			return nil, fmt.Errorf("extension %q is no storage; use file_storage or another storage extension", id)
		}
		client, err := backend.GetClient(ctx, kind, owner, "state")
		if err != nil {
			return nil, fmt.Errorf("open storage %q: %w", id, err)
		}
		store.client = client
	}
	if err := store.readInstance(ctx); err != nil {
		return nil, errors.Join(err, store.Close(ctx))
	}
	return store, nil
}

// Client returns the storage's client, nil if there is none.
func (s *Store) Client() storage.Client { return s.client }

// Write does all operations or none.
func (s *Store) Write(ctx context.Context, operations []*storage.Operation) error {
	if s.client == nil || len(operations) == 0 {
		return nil
	}
	return s.client.Batch(ctx, operations...)
}

// Close gives the storage back.
func (s *Store) Close(ctx context.Context) error {
	if s.client == nil {
		return nil
	}
	return s.client.Close(ctx)
}

func (s *Store) readInstance(ctx context.Context) error {
	if s.client != nil {
		saved, err := s.client.Get(ctx, instanceKey)
		if err != nil {
			return fmt.Errorf("read the instance's name: %w", err)
		}
		if saved != nil {
			s.Instance = string(saved)
			return nil
		}
	}
	var id [6]byte
	if _, err := rand.Read(id[:]); err != nil {
		return fmt.Errorf("name the instance: %w", err)
	}
	s.Instance = hex.EncodeToString(id[:])
	if s.client == nil {
		return nil
	}
	if err := s.client.Set(ctx, instanceKey, []byte(s.Instance)); err != nil {
		return fmt.Errorf("save the instance's name: %w", err)
	}
	return nil
}
